package dev.blast.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * Makes up an audience: customers of the kind that real files hold, with names of many scripts,
 * quoted cells and, where asked, mistakes. The same rows, seed and flaws make the same bytes.
 * Nobody in it exists: the addresses are in {@code example} domains (RFC 2606).
 *
 * @param rows after the header, at least 0
 * @param flawEvery every so many rows one that is no recipient: in turn without an address, with an
 *     earlier id, with a field missing, with an unclosed quote; 0 for none
 */
public record SampleAudience(long rows, long seed, long flawEvery) {

  /** The columns. */
  public static final String HEADER = "customer_id,email,first_name,city,time_zone,coupon";

  private static final String[] NAMES = {
    "Anna",
    "Ben",
    "Chloé",
    "David",
    "Elif",
    "François",
    "Grace",
    "Håkon",
    "İpek",
    "José",
    "Kwame",
    "Łukasz",
    "María",
    "Nguyễn",
    "Oluwaseun",
    "Priya",
    "Quinn",
    "Renée",
    "Søren",
    "Tuğba",
    "Uma",
    "Victor",
    "Wei",
    "Xavier",
    "Yūki",
    "Zoë",
    "张伟",
    "王芳",
    "さくら",
    "지민",
    "Дмитрий",
    "Ελένη",
    "محمد",
    "שרה",
    "สมชาย",
    "अनिता",
    "Mary Ann",
    "\"O\"\"Neil, Jr.\"",
    "D'Arcy",
    "Sam 🎉"
  };

  private static final String[] PLACES = {
    "Berlin,Europe/Berlin",
    "Paris,Europe/Paris",
    "\"Washington, DC\",America/New_York",
    "São Paulo,America/Sao_Paulo",
    "東京,Asia/Tokyo",
    "İstanbul,Europe/Istanbul",
    "Mumbai,Asia/Kolkata",
    "Lagos,Africa/Lagos",
    "Sydney,Australia/Sydney",
    "\"St. John's, NL\",America/St_Johns",
    "Kathmandu,Asia/Kathmandu",
    "Los Angeles,America/Los_Angeles"
  };

  private static final String CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int CODE_LENGTH = 8;
  private static final long FIRST_ID = 10_000_000;

  /** Without flaws. */
  public static SampleAudience flawless(long rows, long seed) {
    return new SampleAudience(rows, seed, 0);
  }

  /** Writes the audience in UTF-8 and flushes; the stream stays open. */
  public void writeTo(OutputStream out) throws IOException {
    Writer csv =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 256 * 1024);
    csv.append(HEADER).append('\n');
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder row = new StringBuilder(128);
    for (long number = 0; number < rows; number++) {
      row.setLength(0);
      append(row, number, random);
      csv.append(row);
    }
    csv.flush();
  }

  private void append(StringBuilder row, long number, SplittableRandom random) {
    boolean flawed = flawEvery > 0 && number > 0 && number % flawEvery == 0;
    Flaw flaw = flawed ? Flaw.of(number / flawEvery) : Flaw.NONE;
    long id = FIRST_ID + (flaw == Flaw.REPEATED_ID ? number - 1 : number);
    row.append(id).append(',');
    if (flaw != Flaw.NO_ADDRESS) {
      row.append("customer.").append(id).append("@mail.example");
    }
    row.append(flaw == Flaw.UNCLOSED_QUOTE ? ",\"" : ",");
    row.append(NAMES[random.nextInt(NAMES.length)]).append(',');
    row.append(PLACES[random.nextInt(PLACES.length)]);
    if (flaw != Flaw.MISSING_FIELD) {
      row.append(',');
      appendCode(row, random.nextLong());
    }
    row.append('\n');
  }

  private static void appendCode(StringBuilder row, long bits) {
    long rest = bits;
    for (int i = 0; i < CODE_LENGTH; i++) {
      row.append(CODE_LETTERS.charAt((int) (rest & 31)));
      rest >>>= 5;
    }
  }

  private enum Flaw {
    NONE,
    NO_ADDRESS,
    REPEATED_ID,
    MISSING_FIELD,
    UNCLOSED_QUOTE;

    private static final int KINDS = 4;

    static Flaw of(long count) {
      return switch ((int) (count % KINDS)) {
        case 0 -> NO_ADDRESS;
        case 1 -> REPEATED_ID;
        case 2 -> MISSING_FIELD;
        default -> UNCLOSED_QUOTE;
      };
    }
  }
}
