package io.rollcall.api;

import io.rollcall.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real nginx on loopback, in front of one server. It has what a package of it has by default, and one port for
/// each way in which it passes requests on.
final class Nginx implements AutoCloseable {
    private final Process process;
    private final List<Integer> ports;

    private Nginx(Process process, List<Integer> ports) {
        this.process = process;
        this.ports = ports;
    }

    /// @param folder an empty one, for everything that it writes
    /// @param ways directives of one `location` each, in which `SERVER` stands for the server behind
    static Nginx before(int server, Path folder, List<String> ways) throws Exception {
        List<Integer> ports = new ArrayList<>();
        StringBuilder servers = new StringBuilder();
        for (String way : ways) {
            int port = freePort();
            ports.add(port);
            servers.append("server { listen 127.0.0.1:%d; location / { %s } }\n"
                    .formatted(port, way.replace("SERVER", "http://127.0.0.1:" + server)));
        }
        // Started by root it would change to a user who may not write here.
        String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                %s
                pid nginx.pid;
                error_log error.log;
                events {}
                http {
                  access_log off;
                  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                  %s
                }
                """.formatted(user, servers));
        Process process = new ProcessBuilder(
                        "nginx",
                        "-p",
                        folder + "/",
                        "-c",
                        "nginx.conf",
                        "-e",
                        folder.resolve("error.log").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        Nginx nginx = new Nginx(process, ports);
        Waiting.until("nginx listens", () -> ports.stream().allMatch(Nginx::isOpen) || !process.isAlive());
        if (!process.isAlive()) {
            throw new IOException("nginx ended: " + Files.readString(folder.resolve("error.log")));
        }
        return nginx;
    }

    /// The port of one of the ways, by its place in the list.
    int port(int way) {
        return ports.get(way);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}
