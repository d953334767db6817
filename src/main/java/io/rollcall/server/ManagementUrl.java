package io.rollcall.server;

import java.net.URI;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// The value of `--url`: an address of a management listener, which speaks HTTP in clear text.
final class ManagementUrl implements ITypeConverter<URI> {
    @Override
    public URI convert(String value) {
        try {
            URI url = URI.create(value);
            if ("http".equals(url.getScheme()) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Reported below.
        }
        throw new TypeConversionException("must be an address like http://127.0.0.1:8471");
    }
}
