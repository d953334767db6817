package io.rollcall.signature;

/// Why a request's signature was not accepted. The phrases complete the message of `APIGW.0301` and contain
/// nothing of the request, so they are safe to send and to log.
public enum RejectionReason {
    MISSING("the Authorization header is missing", "缺少Authorization请求头"),
    MALFORMED("the Authorization header or a signed header is malformed", "Authorization或参与签名的请求头格式错误"),
    UNSUPPORTED_ALGORITHM("the signature algorithm is not supported", "不支持该签名算法"),
    DATE_NOT_SIGNED("X-Sdk-Date is not among the signed headers", "X-Sdk-Date未参与签名"),
    DATE_MALFORMED("X-Sdk-Date is not a UTC time like 20260104T000000Z", "X-Sdk-Date不是形如20260104T000000Z的UTC时间"),
    CLOCK_SKEW("X-Sdk-Date is too far from the server's time", "X-Sdk-Date与服务器时间相差过大"),
    SCOPE_MISMATCH("the credential's date is not the day of X-Sdk-Date", "Credential中的日期与X-Sdk-Date不一致"),
    OTHER_SCOPE("the credential's region or service is not this server's", "Credential中的区域或服务与本服务不符"),
    OTHER_HOST("the signed Host is none of this server's names", "参与签名的Host不是本服务的名称"),
    SIGNED_HEADER_MISSING("a signed header is missing from the request", "请求缺少参与签名的请求头"),
    SIGNED_HEADER_REPEATED("a signed header is repeated in the request", "参与签名的请求头重复"),
    BODY_NOT_SIGNED(
            "the body must be signed here: UNSIGNED-PAYLOAD is accepted over HTTPS alone",
            "此处修改类请求的请求体必须参与签名：UNSIGNED-PAYLOAD仅在HTTPS下接受"),
    REPLAYED("this request was sent before: sign a new one", "该请求已发送过：请重新签名"),
    BODY_HASH_MISMATCH("X-Sdk-Content-Sha256 does not match the body", "X-Sdk-Content-Sha256与请求体不一致"),
    /// Also the answer for an unknown access key: a client must not learn which keys exist.
    SIGNATURE_MISMATCH("the access key is unknown or the signature does not match", "访问密钥不存在或签名不匹配");

    private final String english;
    private final String chinese;

    RejectionReason(String english, String chinese) {
        this.english = english;
        this.chinese = chinese;
    }

    public String english() {
        return english;
    }

    public String chinese() {
        return chinese;
    }
}
