package io.rollcall.backup;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Which tables and columns a database has, from its own catalog: so no list of them has to be updated when a
/// migration adds one.
final class Tables {
    private static final String HISTORY = "flyway_schema_history";

    private Tables() {}

    /// All tables of this service, each after those that it refers to.
    static List<String> of(Connection connection) throws SQLException {
        DatabaseMetaData meta = connection.getMetaData();
        Map<String, Set<String>> needed = new HashMap<>();
        for (String table : names(connection, meta)) {
            Set<String> others = new HashSet<>();
            try (ResultSet keys = meta.getImportedKeys(connection.getCatalog(), connection.getSchema(), table)) {
                while (keys.next()) {
                    others.add(keys.getString("PKTABLE_NAME"));
                }
            }
            others.remove(table);
            needed.put(table, others);
        }
        List<String> ordered = new ArrayList<>();
        while (ordered.size() < needed.size()) {
            List<String> next = new TreeSet<>(needed.keySet())
                    .stream()
                            .filter(table -> !ordered.contains(table) && ordered.containsAll(needed.get(table)))
                            .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("tables refer to each other in a circle");
            }
            ordered.addAll(next);
        }
        return ordered;
    }

    private static Set<String> names(Connection connection, DatabaseMetaData meta) throws SQLException {
        Set<String> names = new TreeSet<>();
        try (ResultSet tables =
                meta.getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
            while (tables.next()) {
                String name = tables.getString("TABLE_NAME");
                if (!name.equals(HISTORY) && !name.toLowerCase(Locale.ROOT).startsWith("sqlite_")) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    /// The columns of a table, in its order.
    static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement("select * from " + table + " where 1 = 0");
                ResultSet nothing = statement.executeQuery()) {
            ResultSetMetaData meta = nothing.getMetaData();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(meta.getColumnName(i));
            }
        }
        return columns;
    }
}
