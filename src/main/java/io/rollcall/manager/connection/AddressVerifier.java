package io.rollcall.manager.connection;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import com.unboundid.util.ssl.SSLSocketVerifier;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/// Whether a certificate is that of the host that was asked for. The SDK accepts any certificate for a numeric
/// address of this machine; but the listener there may be a tunnel to another host, so the address has to be in
/// the certificate like any other. Immutable.
final class AddressVerifier extends SSLSocketVerifier {
    private static final int IP_ADDRESS = 7;

    private final SSLSocketVerifier names = new HostNameSSLSocketVerifier(false);

    @Override
    public void verifySSLSocket(String host, int port, SSLSocket socket) throws LDAPException {
        try {
            names.verifySSLSocket(host, port, socket);
        } catch (LDAPException e) {
            throw another(host);
        }
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return;
        }
        if (address.isLoopbackAddress() && !isNamed(address, socket)) {
            throw another(host);
        }
    }

    /// The cause is the exception that the JDK throws in this case.
    private static LDAPException another(String host) {
        return new LDAPException(
                ResultCode.CONNECT_ERROR,
                "the certificate is that of another host",
                new SSLPeerUnverifiedException("No name matching " + host));
    }

    private static boolean isNamed(InetAddress address, SSLSocket socket) throws LDAPException {
        try {
            if (!(socket.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate)) {
                return false;
            }
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .filter(name -> name.getFirst().equals(IP_ADDRESS))
                            .anyMatch(name -> address.equals(InetAddress.ofLiteral(String.valueOf(name.get(1)))));
        } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
            throw new LDAPException(ResultCode.CONNECT_ERROR, "the certificate of the server cannot be read", e);
        }
    }
}
