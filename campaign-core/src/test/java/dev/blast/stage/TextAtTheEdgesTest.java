package dev.blast.stage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.blast.audience.LocalFile;
import dev.blast.campaign.Campaign;
import dev.blast.campaign.CampaignReader;
import dev.blast.campaign.CampaignReader.Reading;
import dev.blast.campaign.Origin;
import dev.blast.campaign.Rendering;
import dev.blast.outcome.Exclusion;
import dev.blast.queue.Recipient;
import dev.blast.stage.Staging.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Audiences and lists as they come out of spreadsheets, databases and other senders. */
class TextAtTheEdgesTest {

  private static final String PEOPLE =
      "id,email,name\nc-1,u1@example.com,N1\nc-2,u2@example.com,N2\nc-3,u3@example.com,N3\n";

  @TempDir private Path folder;

  private String audienceKeys = "";
  private String list = "{ path: list.csv, column: email }";
  private String columns = "{ id: id, address: email }";
  private String body = "Hello {{name|there}}";
  private String rest = "";
  private final List<String> rejected = new ArrayList<>();

  @Test
  void aListWhoseLinesEndInCrCrLfSuppresses() throws IOException {
    people(PEOPLE);
    list("email\r\r\nu1@example.com\r\r\nu2@example.com\r\r\n");
    assertThat(recipients()).containsExactly("c-3");
    assertThat(counts(Exclusion.SUPPRESSED)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\r\n", "\u001a\r\n", "\u000b\n", "\f\n", "\u2028\n", "\u0085\n"})
  void whateverIsLeftOfLineEndsDoesNotCountAnywhere(String end) throws IOException {
    people("id,name,segment,email" + end + "c-1,A,gold,u1@example.com" + end + end);
    list = "{ path: list.csv, column: id, match: id }";
    list("id" + end + "c-9" + end);
    assertThat(wanted()).extracting(Recipient::address).containsExactly("u1@example.com");
    audienceKeys = "  filter: { segment: gold }\n";
    people("id,name,email,segment" + end + "c-1,A,u1@example.com,gold" + end);
    assertThat(recipients()).containsExactly("c-1");
    list("id" + end + "c-1" + end);
    assertThat(counts(Exclusion.SUPPRESSED)).isEqualTo(1);
  }

  @Test
  void aCodeIsSentWithoutWhatIsLeftOfTheLineEnd() throws IOException {
    people("id,email,code\r\r\nc-1,u1@example.com,AB12\r\r\nc-2,u2@example.com,#N/A\r\r\n");
    list = "";
    body = "{{coupon}}";
    rest = "coupon: { column: code }\n";
    assertThat(texts()).containsExactly("AB12");
    assertThat(rejected).containsExactly("3 invalid no-coupon-code");
  }

  @Test
  void invisibleCharactersInAListDoNotKeepItFromSuppressing() throws IOException {
    people(PEOPLE);
    list("email\nu1@example.com\u00a0\n\u200bu2@example.com\n\ufeffu3@example.com\n");
    assertThat(counts(Exclusion.SUPPRESSED)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        ' ', '\t', 0xa0, 0x3000, 0x200b, 0x200e, 0x2060, 0xfeff, 0xad, 0x85, 0x2028, '\r', 0x202e,
        0x2067
      })
  void noCharacterBehindAnAddressOrAnIdMakesItAnother(int mark) throws IOException {
    String odd = Character.toString(mark);
    people(
        "id,email,name\nc-1,U1@example.com"
            + odd
            + ",A\nc-2,u2@example.com,B\nc-2"
            + odd
            + ",u3@example.com,C\n");
    list(odd + "email" + odd + "\nu1@Example.com\n");
    assertThat(recipients()).containsExactly("c-2");
    assertThat(counts(Exclusion.SUPPRESSED)).isEqualTo(1);
    assertThat(counts(Exclusion.DUPLICATE)).isEqualTo(1);
  }

  @Test
  void accentsInAnyCompositionAreTheSamePerson() throws IOException {
    people("id,email,name\nZo\u00eb,a@example.com,A\nZoe\u0308,b@example.com,B\n");
    list("email\n");
    assertThat(wanted()).extracting(Recipient::id).containsExactly("Zo\u00eb");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\t", "\u00a0", "  \u200b"})
  void aBlankBeforeAQuoteDoesNotMakeItText(String blank) throws IOException {
    people(
        """
        id,_email,_name
        c-1,_"dora@example.com",_"Dora"
        c-2,_"bert@example.com"_,_"Bert, Jr."_
        c-4,anna@example.com,Anna
        """
            .replace("_", blank));
    list("reason,_email\nasked,_\"anna@example.com\"\n".replace("_", blank));
    assertThat(wanted())
        .extracting(Recipient::address)
        .containsExactly("dora@example.com", "bert@example.com");
    assertThat(texts()).containsExactly("Hello Dora", "Hello Bert, Jr.");
    assertThat(counts(Exclusion.SUPPRESSED)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {",", ";", "\t", "|"})
  void aListTellsItsDelimiterByItsHeader(String delimiter) throws IOException {
    audienceKeys = "  delimiter: ';'\n";
    people("id;email;name\nc-1;anna@example.com;Anna\nc-2;bert@example.com;Bert\n");
    list("email,reason\nanna@example.com,unsubscribe\n".replace(",", delimiter));
    assertThat(recipients()).containsExactly("c-2");
    list("sep=,\r\nemail,reason\r\nanna@example.com,unsubscribe\r\n".replace(",", delimiter));
    assertThat(recipients()).containsExactly("c-2");
  }

  @Test
  void theDelimiterOfAListMayBeWritten() throws IOException {
    people(PEOPLE);
    list = "{ path: list.csv, column: email, delimiter: '|' }";
    list("email|reason, if any\nu1@example.com|x\n");
    assertThat(counts(Exclusion.SUPPRESSED)).isEqualTo(1);
    list("sep=;\nemail;reason\nu1@example.com;x\n");
    assertThat(refused())
        .containsExactly(
            "list.csv:1: found a first line that declares the delimiter \";\", expected the"
                + " delimiter \"|\" of the campaign file; write delimiter: \";\" in the list's block"
                + " under audience.suppress");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+491700000001", "-x1", "=x1", "@x1", "49"})
  void aReportOfBlastIsAList(String id) throws IOException {
    columns = "{ id: phone, address: phone }";
    people("phone,name\n" + id + ",Anna\n'=other,Bert\n");
    list = "{ path: list.csv, column: recipient_id, match: id }";
    String written = "+-=@".indexOf(id.charAt(0)) >= 0 ? "'" + id : id;
    list("line,recipient_id,outcome\n2," + written + ",sent\n");
    assertThat(recipients()).containsExactly("'=other");
    list("line,recipient_id,outcome\n2,'=other,sent\n");
    assertThat(recipients()).containsExactly(id);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sep=;", "\"sep=;\"", "SEP=;\r", "\ufeffsep=;"})
  void aFirstLineThatDeclaresTheDelimiterIsUnderstood(String declaration) throws IOException {
    audienceKeys = "  delimiter: ';'\n";
    people(declaration + "\r\nid;email;name\r\nc-1;anna@example.com;Anna\r\n");
    list("email\n");
    assertThat(wanted())
        .containsExactly(new Recipient(3, "c-1", "anna@example.com", List.of("Anna")));
  }

  @Test
  void aFirstLineThatDeclaresAnotherDelimiterIsNamed() throws IOException {
    people("sep=;\r\nid;email;name\r\nc-1;anna@example.com;Anna\r\n");
    list("email\n");
    assertThat(refused())
        .containsExactly(
            "people.csv:1: found a first line that declares the delimiter \";\", expected the"
                + " delimiter \",\" of the campaign file; write delimiter: \";\" in audience");
  }

  @Test
  void linesThatEndInCrAloneAreRefusedInOneSentenceWithoutAnAddress() throws IOException {
    for (int people : new int[] {300, 6_000}) {
      StringBuilder text = new StringBuilder("id,email,name\r");
      IntStream.range(0, people)
          .forEach(i -> text.append("c-%d,u%d@example.com,N\r".formatted(i, i)));
      people(text.toString());
      list("email\n");
      assertThat(refused())
          .singleElement()
          .asString()
          .contains("lines that end in CR alone")
          .doesNotContain("@")
          .hasSizeLessThan(500);
      people(PEOPLE);
      list("email,reason\r" + text);
      assertThat(refused())
          .singleElement()
          .asString()
          .startsWith("list.csv: found lines that end in CR alone");
    }
  }

  @Test
  void aFileWithoutAHeaderIsToldWithoutItsAddresses() throws IOException {
    people("c-1,anna@example.com,Anna\nc-2,bert@example.com,Bert\n");
    list("email\n");
    assertThat(refused())
        .allSatisfy(problem -> assertThat(problem).contains("no header").doesNotContain("@"));
  }

  @Test
  void anUnbreakableSpaceInAHeaderDoesNotCount() throws IOException {
    people("\u00a0id,email\u00a0,na\u00a0me\nc-1,anna@example.com,Anna\n");
    list("email\n");
    body = "Hello";
    assertThat(recipients()).containsExactly("c-1");
    body = "Hello {{name}}";
    assertThat(refused())
        .singleElement()
        .asString()
        .contains("the columns 'id', 'email', 'na<U+00A0>me'");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "NULL, there",
        "null, there",
        "\\N, there",
        "nan, there",
        "None, there",
        "#N/A, there",
        "n/a, there",
        "' \u00a0', there",
        "'Gina \u200b', Gina",
        "Null, Null",
        "Nan, Nan"
      })
  void aDefaultStandsInForAWordThatMeansNothing(String name, String shown) throws IOException {
    people(
        "id,email,name\nc-1,a@example.com,"
            + (name.startsWith("\\") ? name : name.translateEscapes())
            + "\n");
    list("email\n");
    body = "Good morning {{name|there}}!";
    assertThat(texts()).containsExactly("Good morning " + shown + "!");
  }

  @Test
  void wordsThatMeanNothingAreCounted() throws IOException {
    people(
        "id,email,name\nc-1,a@example.com,NULL\nc-2,b@example.com,\u00a0\nc-3,c@example.com,nan \n");
    list("email\n");
    assertThat(staged().manifest().absentValues()).containsExactly(new AbsentValues("name", 2));
  }

  @Test
  void anAddressThatIsTheIdIsOnePersonInAnyCase() throws IOException {
    columns = "{ id: email, address: email }";
    people("email,name\nAnna@Example.com,Anna\nanna@example.com,Anna\n");
    list("email\n");
    assertThat(recipients()).containsExactly("Anna@Example.com");
    assertThat(rejected).containsExactly("3 duplicate repeated-id");
    list = "{ path: list.csv, column: email, match: id }";
    list("email\nANNA@example.com\n");
    assertThat(counts(Exclusion.SUPPRESSED)).isEqualTo(2);
  }

  @Test
  void anAddressUnderSeveralIdsIsCountedOrSentToOnce() throws IOException {
    people(
        """
        id,email,name
        c-1,a@example.com,A
        c-2,A@example.com,B
        c-2,b@example.com,C
        c-3,a@example.com,D
        c-3,d@example.com,D
        """);
    list("email\n");
    assertThat(recipients()).containsExactly("c-1", "c-2", "c-3");
    assertThat(staged().manifest().sharedAddresses()).isEqualTo(1);
    audienceKeys = "  unique: address\n";
    rejected.clear();
    assertThat(wanted())
        .extracting(Recipient::address)
        .containsExactly("a@example.com", "b@example.com", "d@example.com");
    assertThat(rejected)
        .containsExactly("3 duplicate repeated-address", "5 duplicate repeated-address");
    assertThat(rows())
        .filteredOn(ShardRow.Excluded.class::isInstance)
        .extracting(row -> ((ShardRow.Excluded) row).reason())
        .containsExactly(StagingPass.SAME_ADDRESS, StagingPass.SAME_ADDRESS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u0001", "\u001b", "\u0007", "\u007f", "\u0091", "\t", "\n"})
  void aControlCharacterMakesTheRowInvalidWhereverItIsAndATextMayHaveTabsAndLineEnds(String control)
      throws IOException {
    list("email\n");
    for (int before : new int[] {0, 400}) {
      StringBuilder text = new StringBuilder("id,email,name\n");
      IntStream.range(0, before)
          .forEach(i -> text.append("c-%d,u%d@example.com,N%n".formatted(i, i)));
      int line = before + 2;
      String odd = "\"x" + control + "y\"";
      people(text + odd + ",a@example.com,A\nd-1," + odd + ",B\nd-2,a@example.com," + odd + "\n");
      rejected.clear();
      boolean inTexts = control.equals("\t") || control.equals("\n") || control.equals("\u0091");
      assertThat(recipients()).hasSize(before + (inTexts ? 1 : 0));
      int next = line + (control.equals("\n") ? 2 : 1);
      assertThat(rejected)
          .startsWith(line + " invalid control-character", next + " invalid control-character")
          .hasSize(inTexts ? 2 : 3);
    }
  }

  @Test
  void aRowThatRepeatsTheHeaderIsInvalid() throws IOException {
    people(PEOPLE + "id , email,\"name\"\nid,x@example.com,name\n");
    list("email\n");
    assertThat(recipients()).containsExactly("c-1", "c-2", "c-3", "id");
    assertThat(rejected).containsExactly("5 invalid repeated-header");
  }

  @Test
  void aDelimiterAtTheEndOfEachRowIsNoField() throws IOException {
    people("id,email,name\nc-1,anna@example.com,Anna,\nc-2,bert@example.com,Bert, \nc-3,DE,\n");
    list("email,x\nc@example.com,y,\nanna@example.com,y,\n");
    assertThat(wanted())
        .containsExactly(new Recipient(3, "c-2", "bert@example.com", List.of("Bert")));
    assertThat(rejected)
        .containsExactly("2 suppressed on-suppression-list", "4 invalid too-few-fields");
    people("id,email,name\nc-1,anna@example.com,Anna\nc-2,bert@example.com,Bert,\n");
    rejected.clear();
    staged();
    assertThat(rejected)
        .containsExactly("2 suppressed on-suppression-list", "3 invalid too-many-fields");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NULL", "n/a", "#N/A", "\\N", "None"})
  void aWordThatMeansNothingIsNobodysIdAndNobodysAddress(String word) throws IOException {
    people("id,email,name\n" + word + ",a@example.com,A\nc-2," + word + ",B\n");
    list("email\n");
    assertThat(recipients()).isEmpty();
    assertThat(rejected).containsExactly("2 invalid no-value", "3 invalid no-value");
  }

  @Test
  void addressesAreCheckedByTheirKind() throws IOException {
    columns = "{ id: id, address: { column: email, kind: email } }";
    people(
        "id,email,name\nc-1,anna@example.com,A\nc-2,not an address,B\nc-3,4.9E+11,C\nc-4,NULL,D\n");
    list("email\n");
    assertThat(recipients()).containsExactly("c-1");
    assertThat(rejected)
        .containsExactly(
            "3 invalid not-an-email-address", "4 invalid exponent-number", "5 invalid no-value");
  }

  @Test
  void phoneNumbersAreComparedAndSentToInOneForm() throws IOException {
    columns = "{ id: id, address: { column: phone, kind: phone, region: DE } }";
    audienceKeys = "  unique: address\n";
    people(
        "id,phone,name\nc-1,0170 1234567,A\nc-2,+49 170/1234567,B\nc-3,0171-7654321,C\nc-4,12x,D\n");
    list = "{ path: list.csv, column: phone }";
    list("phone\n+491717654321\n");
    assertThat(wanted()).extracting(Recipient::address).containsExactly("+491701234567");
    assertThat(rejected)
        .containsExactly(
            "3 duplicate repeated-address",
            "4 suppressed on-suppression-list",
            "5 invalid not-a-phone-number");
  }

  @Test
  void aFilterComparesTextsAsTheyAreRead() throws IOException {
    audienceKeys = "  filter: { email: ['u1@example.com ', \"u2@example.com\\u00A0\"] }\n";
    people(PEOPLE.replace("u1@example.com", "u1@example.com\u200b"));
    list("email\n");
    assertThat(recipients()).containsExactly("c-1", "c-2");
  }

  @Test
  void anEncodingOfBeforeUnicodeIsRefusedAsUtf16Is() throws IOException {
    byte[] old =
        "id,email,name\r\nc-1,anna@example.com,Anna\r\nc-2,joerg@example.com,J\u00f6rg\r\n"
            .getBytes(ISO_8859_1);
    Files.write(folder.resolve("people.csv"), old);
    list("email\n");
    assertThat(refused())
        .containsExactly(
            "people.csv:3: found what looks like Windows-1252 or Latin-1 (byte 0xF6 at position 65"
                + " of the file, and nowhere in it UTF-8), expected a CSV in UTF-8; export it as CSV"
                + " UTF-8");
    people(PEOPLE);
    Files.write(folder.resolve("list.csv"), old);
    assertThat(refused())
        .singleElement()
        .asString()
        .startsWith("list.csv:3: found what looks like Windows-1252");
    Files.write(folder.resolve("people.csv"), "id,email,stra\u00dfe\n".getBytes(ISO_8859_1));
    list("email\n");
    assertThat(refused())
        .singleElement()
        .asString()
        .startsWith("people.csv:1: found what looks like Windows-1252");
  }

  @Test
  void aDamagedRowOfAFileInUtf8IsARow() throws IOException {
    byte[] text =
        (PEOPLE + "c-4,d@example.com,J\u00f6rg\nc-5,e@example.com,X?rg\n").getBytes(UTF_8);
    text[text.length - 4] = (byte) 0xf6;
    Files.write(folder.resolve("people.csv"), text);
    list("email\n");
    assertThat(recipients()).containsExactly("c-1", "c-2", "c-3", "c-4");
    assertThat(rejected).containsExactly("6 invalid not-utf-8");
    Files.write(folder.resolve("list.csv"), text);
    people(PEOPLE);
    assertThat(refused())
        .containsExactly(
            "list.csv:6: found byte 0xF6 at position %d of the file, expected a row that can be"
                    .formatted(text.length - 4)
                + " read, since it may name somebody; correct the row");
  }

  @Test
  void listsSayHowManyEntriesTheyHaveAndHowManyRowsTheyMatched() throws IOException {
    people(PEOPLE);
    list("email\nu1@example.com\n\n,\nu9@example.com\n".replace("\n,\n", "\n"));
    ListUse use = staged().manifest().lists().getFirst();
    assertThat(use.entries()).isEqualTo(2);
    assertThat(use.matched()).isEqualTo(1);
    assertThat(use.matchedNobody()).isFalse();
    list("email\n");
    assertThat(staged().manifest().lists().getFirst().matchedNobody()).isFalse();
  }

  @Test
  void aListThatMatchedNobodyNamesTheLikelyReason() throws IOException {
    people(PEOPLE);
    list("email\nc-1\nc-2\n");
    assertThat(hint())
        .isEqualTo(
            "its column 'email' holds recipient ids of the audience (2); write column: email, match: id");
    list("email,mail\nx,U1@example.com\n");
    assertThat(hint())
        .isEqualTo(
            "its column 'mail' holds addresses of the audience (1); write column: mail, match: address");
    list("email\nd-1\nd-2\n");
    assertThat(hint()).startsWith("none of its entries has an @");
    list("email\nz@example.com\n");
    assertThat(hint()).isEmpty();
    list = "{ path: list.csv, column: email, match: id }";
    assertThat(hint()).startsWith("its entries look like addresses");
  }

  @Test
  void aRunThatWasStagedBeforeGoesOnWithTheSamePeopleAndValues() throws IOException {
    people("id,email,name\n c-1 ,a@example.com, Ann \nc-2\u00a0,NULL,\"B\"\n");
    list("email\n");
    Manifest now = staged().manifest();
    String earlier =
        new String(ManifestCodec.encode(now), UTF_8)
            .replace("\"format\":2,", "\"format\":1,")
            .replaceFirst(",\"rules\":2.*", "}")
            .replace("\"recipients\":1", "\"recipients\":2");
    Manifest before = ManifestCodec.decode(earlier.getBytes(UTF_8));
    ShardRows rows = new ShardRows(campaign(), before, new LocalFile(folder.resolve("people.csv")));
    List<ShardRow> read = new ArrayList<>();
    before.shards().forEach(shard -> rows.of(shard).forEachRemaining(read::add));
    assertThat(read)
        .containsExactly(
            new ShardRow.Wanted(new Recipient(2, "c-1", "a@example.com", List.of(" Ann "))),
            new ShardRow.Wanted(new Recipient(3, "c-2\u00a0", "NULL", List.of("B"))));
  }

  private void people(String text) throws IOException {
    Files.writeString(folder.resolve("people.csv"), text);
  }

  private void list(String text) throws IOException {
    Files.writeString(folder.resolve("list.csv"), text);
  }

  private String hint() {
    ListUse use = staged().manifest().lists().getFirst();
    assertThat(use.matchedNobody()).isTrue();
    return use.hint();
  }

  private long counts(Exclusion exclusion) {
    return staged().manifest().counts().excluded(exclusion);
  }

  private List<String> recipients() {
    return wanted().stream().map(Recipient::id).toList();
  }

  private List<String> texts() {
    Rendering rendering = Rendering.of(campaign());
    return wanted().stream().map(each -> rendering.render(each.values()).body()).toList();
  }

  private List<Recipient> wanted() {
    return rows().stream()
        .filter(ShardRow.Wanted.class::isInstance)
        .map(row -> ((ShardRow.Wanted) row).recipient())
        .toList();
  }

  private List<ShardRow> rows() {
    Answer.Staged staged = staged();
    ShardRows rows = new ShardRows(campaign(), staged.manifest(), staged.audience());
    List<ShardRow> all = new ArrayList<>();
    staged.manifest().shards().forEach(shard -> rows.of(shard).forEachRemaining(all::add));
    return all;
  }

  private Answer.Staged staged() {
    return switch (stage()) {
      case Answer.Staged staged -> staged;
      case Answer.Refused refused -> throw new AssertionError(refused.problems());
    };
  }

  private List<String> refused() {
    return switch (stage()) {
      case Answer.Staged staged -> throw new AssertionError(staged);
      case Answer.Refused(var problems) ->
          problems.stream().map(problem -> problem.toString().replace(folder + "/", "")).toList();
    };
  }

  private Answer stage() {
    rejected.clear();
    return new Staging(uri -> new LocalFile(folder.resolve(uri)), 256, 42)
        .stage(
            campaign(),
            folder.resolve("run"),
            (line, exclusion, reason, text) ->
                rejected.add(line + " " + exclusion.word() + " " + reason.code()));
  }

  private Campaign campaign() {
    String yaml =
        "id: odd\naudience:\n  path: people.csv\n  columns: "
            + columns
            + "\n"
            + audienceKeys
            + (list.isEmpty() ? "" : "  suppress: [ " + list + " ]\n")
            + "  limits: { invalid: 100%, recipients: { min: 0 } }\n"
            + "message: { channel: { type: demo }, body: \""
            + body
            + "\" }\n"
            + rest;
    return switch (CampaignReader.read(new Origin("odd.yaml"), yaml)) {
      case Reading.Read(var file) -> file.campaign();
      case Reading.Rejected rejected -> throw new AssertionError(rejected);
    };
  }
}
