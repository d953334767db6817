package io.rollcall.api;

import io.rollcall.access.Rights;
import io.rollcall.api.answer.Answer;
import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import io.rollcall.api.error.Message;
import io.rollcall.api.request.PasswordBody;
import io.rollcall.api.request.PasswordRules;
import io.rollcall.cluster.Cluster;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.UnavailableException;
import io.rollcall.cluster.UserName;
import io.rollcall.operation.Passwords;
import io.rollcall.policy.Action;
import io.rollcall.sync.password.PasswordPlace;
import io.rollcall.wire.PasswordJson;
import io.rollcall.wire.Word;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/// Answers the call that gives an account its first password (docs/decisions/0040-initial-passwords.md). A
/// generated password is in the answer and nowhere else.
final class PasswordHandler {
    private final Passwords passwords;

    PasswordHandler(Passwords passwords) {
        this.passwords = passwords;
    }

    Answer initialize(Cluster cluster, UserName name, PasswordBody.PasswordRequest asked, Admission caller) {
        check(asked, caller);
        Secret given = asked.password();
        Secret password = given == null ? PasswordRules.generate() : given;
        return switch (ask(cluster, name, password, asked.reset(), giver(caller))) {
            case Passwords.Answer.Initialized(Set<PasswordPlace> setIn, Set<PasswordPlace> mustChangeIn) -> {
                yield Answer.json(
                        200,
                        new PasswordJson(
                                name.value(),
                                given == null ? password : null,
                                !mustChangeIn.isEmpty(),
                                words(setIn),
                                words(mustChangeIn)));
            }
            case Passwords.Answer.Unknown() ->
                throw new ApiException(
                        ErrorCode.ACCOUNT_UNKNOWN,
                        new Message(
                                "user_name: no synchronized account of the cluster has this name.",
                                "user_name：该集群没有此名称的已同步用户。"));
            case Passwords.Answer.HasOne() ->
                throw notNow(
                        "The account has a password already; it is replaced only with \"reset\": true.",
                        "该用户已有密码；仅当\"reset\"为true时才会替换。");
            case Passwords.Answer.Busy() ->
                throw notNow("Another request is setting the password of the account.", "另一个请求正在设置该用户的密码。");
            case Passwords.Answer.TooMighty(SortedSet<String> beyond) -> {
                String names = String.join(", ", beyond);
                throw new ApiException(
                        ErrorCode.FORBIDDEN,
                        new Message(
                                "The account has what the caller's own policies do not give: " + names + ".",
                                "该用户拥有调用者自身策略未授予的权限：" + names + "。"));
            }
            case Passwords.Answer.TooOften(Duration pause) ->
                throw new ApiException(
                        ErrorCode.THROTTLED,
                        new Message("The password of the account was replaced too often.", "该用户的密码重置过于频繁。"),
                        pause);
            case Passwords.Answer.Refused(String reason) -> {
                String safe = without(password, reason);
                throw notNow("The Manager refused the password: " + safe, "Manager拒绝了该密码：" + safe);
            }
        };
    }

    /// What is switched off is so for all callers, the account itself included.
    private static void check(PasswordBody.PasswordRequest asked, Admission caller) {
        if (caller.authorization().access().isOff(asked.reset() ? Action.RESET_PASSWORD : Action.INITIALIZE_PASSWORD)) {
            throw new ApiException(
                    ErrorCode.FORBIDDEN,
                    asked.reset()
                            ? new Message(
                                    "This server does not replace passwords: its configuration does not say"
                                            + " 'allow: reset' under 'passwords'.",
                                    "本服务未启用密码重置（配置passwords.allow）。")
                            : new Message(
                                    "This server does not set passwords: its configuration does not say"
                                            + " 'allow: initialize' under 'passwords'.",
                                    "本服务未启用密码初始化（配置passwords.allow）。"));
        }
        if (asked.reset()) {
            caller.require(Action.RESET_PASSWORD);
        }
    }

    private static Passwords.Giver giver(Admission caller) {
        Rights rights = caller.caller().rights();
        return new Passwords.Giver(
                caller.by(),
                rights.owner() ? Optional.empty() : Optional.of(rights.policies()),
                caller.authorization().access().resetsPerHour());
    }

    private static List<Word<PasswordJson.Place>> words(Set<PasswordPlace> places) {
        return places.stream()
                .map(place -> Word.of(PasswordJson.Place.class, place.toString()))
                .toList();
    }

    private Passwords.Answer ask(
            Cluster cluster, UserName name, Secret password, boolean reset, Passwords.Giver giver) {
        try {
            return passwords.initialize(cluster.id(), name, password, reset, giver);
        } catch (UnavailableException e) {
            throw new ApiException(
                    ErrorCode.MANAGER_UNAVAILABLE, Message.same(without(password, String.valueOf(e.getMessage()))));
        }
    }

    /// A server may quote what it was sent.
    private static String without(Secret password, String words) {
        return words.replace(password.reveal(), password.toString());
    }

    private static ApiException notNow(String english, String chinese) {
        return new ApiException(ErrorCode.PASSWORD_NOT_NOW, new Message(english, chinese));
    }
}
