package io.rollcall.demo.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The tools with which sample code computes a signature. They see nothing but their arguments and their input.
public final class TextTools {
    /// `-d CHARACTER -f NUMBER`, each with or without a blank between.
    private static final Pattern FIELD = Pattern.compile("-d\n?([^\n])\n-f\n?([1-9][0-9]?)");

    private TextTools() {}

    /// All of them, by name.
    public static Map<String, Tool> all(Secrets secrets, InstantSource clock) {
        return Map.of(
                "printf", TextTools::printf,
                "echo", TextTools::echo,
                "cut", TextTools::cut,
                "date", (call, out, err) -> date(clock, call, out, err),
                "openssl", (call, out, err) -> openssl(secrets, call, out, err));
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(UTF_8));
    }

    private static int echo(Tool.Call call, OutputStream out, OutputStream err) throws IOException {
        if (!call.arguments().isEmpty() && call.arguments().getFirst().matches("-[neE]+")) {
            return Tool.refuse(err, "echo: options are not known here");
        }
        write(out, String.join(" ", call.arguments()) + "\n");
        return 0;
    }

    /// The format is used again until there are no more arguments.
    private static int printf(Tool.Call call, OutputStream out, OutputStream err) throws IOException {
        if (call.arguments().isEmpty() || call.arguments().getFirst().startsWith("-")) {
            return Tool.refuse(err, "printf: a format is missing");
        }
        String format = call.arguments().getFirst();
        int checked = 0;
        while (checked < format.length()) {
            char c = format.charAt(checked++);
            if (c == '%' || c == '\\') {
                String known = c == '%' ? "s%" : "nt\\";
                if (checked == format.length() || known.indexOf(format.charAt(checked++)) < 0) {
                    return Tool.refuse(err, "printf: of a format only %s, %%, \\n, \\t and \\\\ are known here");
                }
            }
        }
        List<String> arguments = call.arguments().subList(1, call.arguments().size());
        int next = 0;
        do {
            StringBuilder text = new StringBuilder();
            int before = next;
            int at = 0;
            while (at < format.length()) {
                char c = format.charAt(at++);
                if (c != '%' && c != '\\') {
                    text.append(c);
                    continue;
                }
                char letter = format.charAt(at++);
                switch (letter) {
                    case 's' -> {
                        text.append(next < arguments.size() ? arguments.get(next) : "");
                        next++;
                    }
                    case 'n' -> text.append('\n');
                    case 't' -> text.append('\t');
                    default -> text.append(letter);
                }
            }
            write(out, text.toString());
            if (next == before) {
                return 0;
            }
        } while (next < arguments.size());
        return 0;
    }

    /// One field of each line; a line without the delimiter is left as it is.
    private static int cut(Tool.Call call, OutputStream out, OutputStream err) throws IOException {
        String options = String.join("\n", call.arguments());
        Matcher matched = FIELD.matcher(options);
        if (!matched.matches()) {
            return Tool.refuse(err, "cut: only -d CHARACTER -f NUMBER is known here");
        }
        String delimiter = matched.group(1);
        int field = Integer.parseInt(matched.group(2));
        for (String line : new String(call.in(), UTF_8).lines().toList()) {
            String[] fields = line.split(Pattern.quote(delimiter), -1);
            write(out, (fields.length == 1 ? line : field <= fields.length ? fields[field - 1] : "") + "\n");
        }
        return 0;
    }

    private static int date(InstantSource clock, Tool.Call call, OutputStream out, OutputStream err)
            throws IOException {
        List<String> arguments = call.arguments();
        if (arguments.size() != 2
                || !arguments.get(0).equals("-u")
                || !arguments.get(1).matches("\\+[^%]{0,20}(?:%[YmdHMS%][^%]{0,20}){0,20}")) {
            return Tool.refuse(err, "date: only -u and a format of %Y, %m, %d, %H, %M and %S are known here");
        }
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        String format = arguments.get(1).substring(1);
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%') {
                text.append(c);
                continue;
            }
            text.append(
                    switch (format.charAt(at++)) {
                        case 'Y' -> "%04d".formatted(now.getYear());
                        case 'm' -> "%02d".formatted(now.getMonthValue());
                        case 'd' -> "%02d".formatted(now.getDayOfMonth());
                        case 'H' -> "%02d".formatted(now.getHour());
                        case 'M' -> "%02d".formatted(now.getMinute());
                        case 'S' -> "%02d".formatted(now.getSecond());
                        default -> "%";
                    });
        }
        write(out, text + "\n");
        return 0;
    }

    private static int openssl(Secrets secrets, Tool.Call call, OutputStream out, OutputStream err) throws IOException {
        List<String> arguments = call.arguments();
        String rest = arguments.stream().skip(2).collect(Collectors.joining(" "));
        boolean digest = arguments.size() >= 3 && arguments.subList(0, 2).equals(List.of("dgst", "-sha256"));
        if (digest && rest.equals("-r")) {
            write(out, Sha256.hex(call.in()) + " *stdin\n");
            return 0;
        }
        if (digest
                && arguments.size() == 5
                && arguments.get(2).equals("-hmac")
                && arguments.get(4).equals("-r")) {
            write(out, hmac(secrets.usedKey(arguments.get(3)), call.in()) + " *stdin\n");
            return 0;
        }
        return Tool.refuse(err, "openssl: only dgst -sha256 [-hmac KEY] -r is known here");
    }

    private static String hmac(String key, byte[] text) throws IOException {
        if (key.isEmpty()) {
            throw new IOException("an empty key");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
