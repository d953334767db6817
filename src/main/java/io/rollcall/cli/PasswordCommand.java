package io.rollcall.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rollcall.cli.client.ApiClient;
import io.rollcall.cli.client.ApiFailure;
import io.rollcall.cli.shell.Exit;
import io.rollcall.cli.shell.Shell;
import io.rollcall.cli.shell.WrongUseException;
import io.rollcall.cli.view.JsonOutput;
import io.rollcall.cluster.Secret;
import io.rollcall.cluster.Text;
import io.rollcall.wire.JsonTree;
import io.rollcall.wire.PasswordJson;
import io.rollcall.wire.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `rollcall account password`. A password is never an argument: every user of the machine could read it.
@Command(
        name = "password",
        description = {
            "Gives a synchronized account its first password, in the directory and in the realm.",
            "One is made and shown once, alone on standard output; or it is read from standard input. Where the"
                    + " Manager can, it demands another one at the first use; the answer says where.",
            "Directory and realm keep a password each: changing the one leaves the other as it is."
        },
        footer = {
            "",
            "Examples:",
            "  rollcall account password alice",
            "  rollcall account password alice --reset    replaces the one that the account has",
            "  pass show alice | rollcall account password alice --stdin"
        },
        exitCodeList = {
            " 0:the password is good from now on",
            " 5:refused by the API or the Manager, or no answer",
            "64:the command line, standard input or the profile is wrong"
        })
final class PasswordCommand extends ClientCommand {
    private static final Word<PasswordJson.Place> REALM = Word.of(PasswordJson.Place.REALM);
    private static final Word<PasswordJson.Place> DIRECTORY = Word.of(PasswordJson.Place.DIRECTORY);

    @Parameters(paramLabel = "NAME", description = "The account, as 'rollcall show' lists it.")
    private String name = "";

    @Option(names = "--stdin", description = "Reads the password from standard input: one line.")
    private boolean standardInput;

    @Option(names = "--reset", description = "Replaces the password if the account has one already.")
    private boolean reset;

    PasswordCommand(Shell shell) {
        super(shell);
    }

    @Override
    int run(ApiClient api) throws ApiFailure, WrongUseException, InterruptedException {
        if (name.isEmpty()) {
            throw new WrongUseException("The name of the account is empty.");
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("reset", reset);
        if (standardInput) {
            body.put("password", read().reveal());
        }
        ApiClient.Answer answer =
                api.post("iam-sync/accounts/" + ApiClient.segment(name) + "/password", JsonTree.text(body));
        if (json()) {
            new JsonOutput(shell().out()).write(answer.sent());
        } else {
            tell(answer.as(PasswordJson.class).body());
        }
        return Exit.OK;
    }

    /// Only the password is on standard output, so that a pipe can take it.
    private void tell(PasswordJson answer) {
        Secret made = answer.password();
        if (made != null) {
            shell().out().println(Text.printable(made.reveal()));
            shell().out().flush();
        }
        shell().err()
                .println("The password of " + Text.printable(name) + " is set"
                        + (made != null ? ", and shown only here." : "."));
        demands(answer).forEach(line -> shell().err().println(line));
        shell().err().flush();
    }

    /// What each part of the Manager demands: a demand in the one does not count in the other.
    private static List<String> demands(PasswordJson answer) {
        List<Word<PasswordJson.Place>> setIn = answer.setIn();
        List<Word<PasswordJson.Place>> mustChangeIn = answer.mustChangeIn();
        List<String> lines = new ArrayList<>();
        if (setIn.contains(REALM)) {
            lines.add(
                    mustChangeIn.contains(REALM)
                            ? "Kerberos realm: it has to be changed at the first use."
                            : "Kerberos realm: it need not be changed.");
        }
        if (setIn.contains(DIRECTORY)) {
            lines.add(
                    mustChangeIn.contains(DIRECTORY)
                            ? "Directory: it has to be changed at the first use, if the directory's password policy"
                                    + " says so (pwdMustChange)."
                            : "Directory: it demands no other one. LDAP logins take this one until the"
                                    + " person changes it.");
        }
        return lines;
    }

    private Secret read() throws WrongUseException {
        try {
            String text = UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(shell().in().readAllBytes()))
                    .toString();
            String line = text.replaceFirst("\\r?\\n\\z", "");
            if (line.isEmpty() || line.contains("\n")) {
                throw new WrongUseException("Standard input must hold the password and nothing else, in one line.");
            }
            return Secret.of(line);
        } catch (CharacterCodingException e) {
            throw new WrongUseException("Standard input is not UTF-8.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
