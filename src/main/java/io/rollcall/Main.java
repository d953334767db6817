package io.rollcall;

/// The entry point: `./rollcall COMMAND`.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("rollcall");
    }
}
