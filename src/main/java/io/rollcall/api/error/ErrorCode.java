package io.rollcall.api.error;

import io.rollcall.operation.model.FailureCode;

/// The documented errors that this API answers with (contract 2.4, 2.5; R1 to R11, R30).
public enum ErrorCode {
    PARAMETER_INVALID(400, "12000002", "The parameter is invalid.", "参数无效。"),
    CLUSTER_UNKNOWN(400, FailureCode.CLUSTER_UNKNOWN, "集群不存在。"),
    OPERATION_UNKNOWN(404, "12000002", "The parameter is invalid.", "参数无效。"),
    OPERATION_NOT_NOW(409, "12000054", "The operation is not supported.", "不支持该操作。"),
    ACCOUNT_UNKNOWN(404, "12000002", "The parameter is invalid.", "参数无效。"),
    DEFINITION_NOT_NOW(409, "12000054", "The operation is not supported.", "不支持该操作。"),
    DEFINITION_CHANGED(412, "12000054", "The operation is not supported.", "不支持该操作。"),
    PASSWORD_NOT_NOW(409, "12000054", "The operation is not supported.", "不支持该操作。"),
    FORBIDDEN(403, "12000136", "Permission denied. Error message:", "权限不足。错误信息："),
    INTERNAL(500, FailureCode.INTERNAL, "服务器内部错误。"),
    MANAGER_UNAVAILABLE(500, FailureCode.MANAGER_USER, "查询Manager用户失败。"),
    BUSY(
            500,
            "12000154",
            "IAM synchronization is in progress and cannot be triggered again in the same cluster. Cluster ID:",
            "同一集群正在进行IAM同步，不能再次触发。集群ID："),

    API_UNKNOWN(
            404,
            "APIGW.0101",
            "The API does not exist or has not been published in the environment.",
            "API不存在或尚未在该环境发布。"),
    REQUEST_MALFORMED(400, "APIGW.0201", "API request error.", "API请求错误。"),
    BODY_TOO_LARGE(413, "APIGW.0201", "Request entity too large.", "请求体过大。"),
    BODY_ENCODED(415, "APIGW.0201", "API request error.", "API请求错误。"),
    URI_TOO_LONG(414, "APIGW.0201", "Request URI too large.", "请求URI过长。"),
    UNAUTHENTICATED(401, "APIGW.0301", "Incorrect IAM authentication information.", "IAM认证信息错误。"),
    TOKEN_EXPIRED(401, "APIGW.0307", "The token must be updated.", "需要更新令牌。"),
    PROJECT_FORBIDDEN(403, "APIGW.0302", "The IAM user is not authorized to access the API.", "IAM用户无权访问该API。"),
    THROTTLED(429, "APIGW.0308", "The throttling threshold has been reached.", "请求已达到流控阈值。"),
    IAM_UNAVAILABLE(503, "APIGW.0613", "The IAM service is currently unavailable.", "IAM服务当前不可用。");

    private final int status;
    private final String code;
    private final String english;
    private final String chinese;

    /// An error that an operation can also end with.
    ErrorCode(int status, FailureCode failure, String chinese) {
        this(status, failure.code(), failure.words(), chinese);
    }

    ErrorCode(int status, String code, String english, String chinese) {
        this.status = status;
        this.code = code;
        this.english = english;
        this.chinese = chinese;
    }

    public int status() {
        return status;
    }

    /// As in `error_code`: always a text.
    public String code() {
        return code;
    }

    Message text() {
        return new Message(english, chinese);
    }

    /// Whether the documented gateway answers so, which adds `request_id` to the body (contract 2.2).
    public boolean ofGateway() {
        return code.startsWith("APIGW.");
    }
}
