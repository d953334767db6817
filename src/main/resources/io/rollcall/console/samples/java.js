// The official SDK for Java; for the calls that it does not have, the JDK's own client with a token.
import {BODIES, isLater, lowerFirst, pascal, placeOf, quoted, urlOf} from "./text.js";

/** @typedef {import("../explorer/call.js").Call} Call */

/** @param {unknown} value */
const literal = (value) =>
  Array.isArray(value) ? `List.of(${value.map((one) => quoted(String(one))).join(", ")})`
    : typeof value === "string" ? quoted(value) : String(value);

/** @param {Call} call */
function bySdk(call) {
  const name = call.sdkId ?? "";
  const {project, cluster} = placeOf(call);
  const body = BODIES[name];
  const set = Object.entries(call.body ?? {}).map(([field, value]) => `
                        .with${pascal(field)}(${literal(value)})`).join("");
  return `import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.mrs.v2.MrsClient;
import com.huaweicloud.sdk.mrs.v2.model.*;
import java.util.List;

public class Sample {
    public static void main(String[] args) {
        var client = MrsClient.newBuilder()
                .withCredential(new BasicCredentials()
                        .withAk(System.getenv("CLOUD_SDK_AK"))
                        .withSk(System.getenv("CLOUD_SDK_SK"))
                        .withProjectId(${quoted(project)}))
                .withEndpoints(List.of(${quoted(call.endpoint)}))
                .build();
        var request = new ${name}Request()
                .withClusterId(${quoted(cluster)})${body ? `
                .withBody(new ${body}()${set})` : ""};
        System.out.println(client.${lowerFirst(name)}(request));
    }
}
`;
}

/** @param {Call} call */
function byJdk(call) {
  const headers = Object.entries(call.headers).map(([name, value]) => `
                .header(${quoted(name)}, ${quoted(value)})`).join("");
  const token = call.anonymous ? "" : `
                .header("X-Auth-Token", System.getenv("CLOUD_TOKEN"))`;
  const type = call.bodyText ? `
                .header("Content-Type", "application/json")` : "";
  const body = call.bodyText ? `HttpRequest.BodyPublishers.ofString(${quoted(call.bodyText)})` : "HttpRequest.BodyPublishers.noBody()";
  return `import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Sample {
    public static void main(String[] args) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(${quoted(urlOf(call))}))${token}${headers}${type}
                .method(${quoted(call.method)}, ${body})
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(response.statusCode() + " " + response.body());
        }
    }
}
`;
}

/** @param {Call} call */
export function java(call) {
  return call.sdkId
    ? {name: "Java", file: "Sample.java", needs: `com.huaweicloud.sdk:huaweicloud-sdk-mrs:${isLater(call) ? "3.1.212" : "3.1.143"}`, text: bySdk(call)}
    : {name: "Java", file: "Sample.java", needs: "JDK 21", text: byJdk(call)};
}
