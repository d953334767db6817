package io.rollcall.cli.view;

import io.rollcall.cli.shell.WrappedOutput;
import io.rollcall.cluster.Text;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/// Rows under headings, each column as wide as its widest cell. The last column holds what is long: on a terminal
/// it goes on below itself.
public final class Table {
    /// What stands in a cell where there is nothing to say.
    private static final String NOTHING = "-";

    private final List<String> headings;
    private final List<List<Cell>> rows = new ArrayList<>();

    /// What stands in a column of a row.
    ///
    /// @param colour of the text
    private record Cell(String text, UnaryOperator<String> colour) {}

    public Table(String... headings) {
        this.headings = new ArrayList<>(List.of(headings));
    }

    /// Begins a row.
    public Table row() {
        rows.add(new ArrayList<>());
        return this;
    }

    /// The next cell of the row; text from outside is escaped.
    public Table cell(String text) {
        return cell(text, UnaryOperator.identity());
    }

    /// The same in a colour.
    public Table cell(String text, UnaryOperator<String> colour) {
        rows.getLast().add(new Cell(Text.printable(text), colour));
        return this;
    }

    public void print(PrintStream out) {
        int[] widths = widths();
        // Where a terminal is too narrow, a column that says nothing about any row takes no place.
        if (out instanceof WrappedOutput narrow && length(widths) > narrow.width()) {
            for (int column = widths.length - 1; column >= 0; column--) {
                int at = column;
                if (rows.stream().allMatch(row -> row.get(at).text().equals(NOTHING))) {
                    headings.remove(at);
                    rows.forEach(row -> row.remove(at));
                }
            }
            widths = widths();
        }
        int[] all = widths;
        List<Cell> head = headings.stream()
                .map(heading -> new Cell(heading, UnaryOperator.identity()))
                .toList();
        out.println(line(head, all));
        rows.forEach(row -> out.println(line(row, all)));
    }

    private static int length(int[] widths) {
        return Arrays.stream(widths).sum() + 2 * (widths.length - 1);
    }

    private int[] widths() {
        int[] widths = new int[headings.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headings.get(column).length();
            for (List<Cell> row : rows) {
                widths[column] = Math.max(
                        widths[column], WrappedOutput.columns(row.get(column).text()));
            }
        }
        return widths;
    }

    private static String line(List<Cell> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            Cell cell = row.get(column);
            boolean last = column == widths.length - 1;
            line.append(cell.colour().apply(cell.text()));
            if (!last) {
                line.append(" ".repeat(widths[column] - WrappedOutput.columns(cell.text()) + 2));
            }
        }
        return line.toString().stripTrailing();
    }
}
