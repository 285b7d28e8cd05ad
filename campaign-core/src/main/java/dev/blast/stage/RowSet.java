package dev.blast.stage;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;
import java.util.Arrays;

/** Rows of a shard, counted from 0. Immutable; small: four bytes a row. */
public final class RowSet {

  public static final RowSet NONE = new RowSet(new int[0]);

  private final int[] rows;

  /** Reads a set; one that an earlier version did not write is empty. */
  static final class NoneIfAbsent extends JsonDeserializer<RowSet> {

    @Override
    public RowSet deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return RowSet.of(json.readValueAs(int[].class));
    }

    @Override
    public RowSet getAbsentValue(DeserializationContext context) {
      return NONE;
    }
  }

  private RowSet(int[] rows) {
    this.rows = rows;
  }

  /** The set of these rows, which must ascend. */
  @JsonCreator
  public static RowSet of(int... rows) {
    for (int i = 1; i < rows.length; i++) {
      if (rows[i] <= rows[i - 1]) {
        throw new IllegalArgumentException("rows do not ascend at " + i);
      }
    }
    return rows.length == 0 ? NONE : new RowSet(rows.clone());
  }

  public boolean contains(int row) {
    return Arrays.binarySearch(rows, row) >= 0;
  }

  public int size() {
    return rows.length;
  }

  @JsonValue
  int[] ascending() {
    return rows.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowSet that && Arrays.equals(rows, that.rows);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(rows);
  }

  @Override
  public String toString() {
    return Arrays.toString(rows);
  }
}
