package io.rollcall.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rollcall.api.error.ApiException;
import io.rollcall.api.error.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
    private static final int KIB = 1024;
    private final BodyReader reader = new BodyReader(1024 * KIB, Duration.ofMinutes(1));

    @Test
    void theLastByteThatIsAllowedIsRead() {
        BodyReader large = new BodyReader(16L * KIB * KIB, Duration.ofMinutes(1));
        try (BodyReader.Body body = large.read(zeros(BodyReader.MAXIMUM))) {
            assertThat(body.bytes()).hasSize(BodyReader.MAXIMUM);
        }
        assertThat(refusal(large, BodyReader.MAXIMUM + 1)).isEqualTo(ErrorCode.BODY_TOO_LARGE);
    }

    @Test
    void largeBodiesTogetherGetNoMoreThanTheBudget() {
        try (BodyReader.Body body = reader.read(zeros(1000 * KIB))) {
            assertThat(refusal(reader, 200 * KIB)).isEqualTo(ErrorCode.THROTTLED);
            assertThat(body.bytes()).hasSize(1000 * KIB);
        }
        try (BodyReader.Body body = reader.read(zeros(200 * KIB))) {
            assertThat(body.bytes()).hasSize(200 * KIB);
        }
    }

    @Test
    void smallBodiesAreReadHoweverManyLargeOnesThereAre() {
        try (BodyReader.Body large = reader.read(zeros(1080 * KIB));
                BodyReader.Body small = reader.read(zeros(64 * KIB))) {
            assertThat(large.bytes()).hasSize(1080 * KIB);
            assertThat(small.bytes()).hasSize(64 * KIB);
        }
    }

    @Test
    void aRefusedBodyGivesItsMemoryBack() {
        for (int i = 0; i < 100; i++) {
            assertThat(refusal(reader, 2000 * KIB)).isEqualTo(ErrorCode.THROTTLED);
        }
        try (BodyReader.Body body = reader.read(zeros(1000 * KIB))) {
            assertThat(body.bytes()).hasSize(1000 * KIB);
        }
    }

    @Test
    void aBodyThatBreaksOffIsTheSendersMistake() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThat(catchThrowableOfType(ApiException.class, () -> reader.read(broken))
                        .code())
                .isEqualTo(ErrorCode.REQUEST_MALFORMED);
    }

    @Test
    void aBodyThatDripsIsGivenUp() {
        BodyReader impatient = new BodyReader(1024 * KIB, Duration.ZERO);
        assertThat(refusal(impatient, 1)).isEqualTo(ErrorCode.REQUEST_MALFORMED);
    }

    private static ErrorCode refusal(BodyReader reader, int size) {
        return catchThrowableOfType(ApiException.class, () -> reader.read(zeros(size)))
                .code();
    }

    private static InputStream zeros(int size) {
        return new ByteArrayInputStream(new byte[size]);
    }
}
