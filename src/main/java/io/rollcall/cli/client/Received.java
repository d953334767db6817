package io.rollcall.cli.client;

import com.fasterxml.jackson.databind.JsonNode;

/// What the server sent, and what this version understands of it. What is passed on as JSON is the first, so that
/// nothing of a newer server is lost.
public record Received<T>(JsonNode sent, T body) {}
