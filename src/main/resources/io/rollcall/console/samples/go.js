// The official SDK for Go; for the calls that it does not have, net/http with a token.
import {BODIES, pascal, placeOf, quoted, urlOf} from "./text.js";

/** @typedef {import("../explorer/call.js").Call} Call */

/** The fields of a body are pointers. @param {unknown} value */
const literal = (value) =>
  Array.isArray(value) ? `&[]string{${value.map((one) => quoted(String(one))).join(", ")}}`
    : `pointer(${typeof value === "string" ? quoted(value) : value})`;

/** @param {Call} call */
function bySdk(call) {
  const name = call.sdkId ?? "";
  const {project, cluster} = placeOf(call);
  const body = BODIES[name];
  const fields = Object.entries(call.body ?? {});
  // gofmt lines the values up.
  const width = Math.max(0, ...fields.map(([field]) => pascal(field).length));
  const pointers = fields.some(([, value]) => !Array.isArray(value));
  return `package main

import (
	"fmt"
	"os"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	mrs "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/mrs/v2"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/mrs/v2/model"
)
${pointers ? "\nfunc pointer[T any](value T) *T { return &value }\n" : ""}
func main() {
	credentials := basic.NewCredentialsBuilder().
		WithAk(os.Getenv("CLOUD_SDK_AK")).
		WithSk(os.Getenv("CLOUD_SDK_SK")).
		WithProjectId(${quoted(project)}).
		Build()
	client := mrs.NewMrsClient(mrs.MrsClientBuilder().
		WithCredential(credentials).
		WithEndpoints([]string{${quoted(call.endpoint)}}).
		Build())
	request := &model.${name}Request{ClusterId: ${quoted(cluster)}}
${body ? `	request.Body = &model.${body}{${fields.map(([field, value]) => `\n		${(pascal(field) + ":").padEnd(width + 1)} ${literal(value)},`).join("")}${fields.length > 0 ? "\n	" : ""}}\n` : ""}	response, err := client.${name}(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(response)
}
`;
}

/** @param {Call} call */
function byLibrary(call) {
  const headers = Object.entries(call.headers).map(([name, value]) => `	request.Header.Set(${quoted(name)}, ${quoted(value)})\n`).join("");
  return `package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
${call.bodyText ? '	"strings"\n' : ""})

func main() {
	request, err := http.NewRequest(${quoted(call.method)}, ${quoted(urlOf(call))}, ${call.bodyText ? `strings.NewReader(${quoted(call.bodyText)})` : "nil"})
	if err != nil {
		panic(err)
	}
${call.anonymous ? "" : '	request.Header.Set("X-Auth-Token", os.Getenv("CLOUD_TOKEN"))\n'}${headers}${call.bodyText ? '	request.Header.Set("Content-Type", "application/json")\n' : ""}	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		panic(err)
	}
}
`;
}

/** @param {Call} call */
export function go(call) {
  return call.sdkId
    ? {name: "Go", file: "main.go", needs: "github.com/huaweicloud/huaweicloud-sdk-go-v3@v0.1.188", text: bySdk(call)}
    : {name: "Go", file: "main.go", needs: "Go 1.20", text: byLibrary(call)};
}
