using System.Text;
using TaskManager.Dispatcher.Duties;

namespace TaskManager.Tests.Unit.Duties;

public class YamlFileTests
{
    [Theory]
    [InlineData("", "x:1:1: The file is empty. Write a map of named lists.")]
    [InlineData("# a comment\n", "x:1:1: The file is empty. Write a map of named lists.")]
    [InlineData("---\n", "x:1:1: The file is empty. Write a map of named lists.")]
    [InlineData("- a\n", "x:1:1: The file holds a list. At the top it must be a map: key: value.")]
    [InlineData("text", "x:1:1: The file holds 'text'. At the top it must be a map: key: value.")]
    [InlineData("a: 1\n---\nb: 2\n", "x:2:1: A second document starts here. One document a file.")]
    [InlineData("a: 1\nb: 2\na: 3\n", "x:3:1: 'a' is given twice in this map, first at line 1. Keep one.")]
    [InlineData("a: &here 1\n", "x:1:4: This is not YAML: anchors (&name) are not allowed; write the value out. See docs/catalogues.md, or docs/mappings.md for a mapping.")]
    [InlineData("a: !!str 1\n", "x:1:4: This is not YAML: tags (!type) are not allowed; leave the tag out. See docs/catalogues.md, or docs/mappings.md for a mapping.")]
    [InlineData("a: *there\n", "x:1:4: This is not YAML: aliases (*name) are not allowed; write the value out. See docs/catalogues.md, or docs/mappings.md for a mapping.")]
    [InlineData("? [a]\n: b\n", "x:1:3: This is not YAML: a key is a list or a map; a key must be plain text. See docs/catalogues.md, or docs/mappings.md for a mapping.")]
    [InlineData("a: \"x\\0y\"\n", "x:1:4: The text holds the character U+0000, which cannot be stored or shown. Leave it out.")]
    public void Each_thing_that_is_not_plain_YAML_is_reported_at_its_place(string yaml, string expected) =>
        Parse(Encoding.UTF8.GetBytes(yaml)).ShouldBe([expected]);

    [Fact]
    public void A_tab_a_bracket_and_a_quotation_left_open_are_reported_where_they_are()
    {
        Parse("b: 1\na:\n  c: 1\n \t- b\n"u8).ShouldHaveSingleItem().ShouldStartWith("x:4:2: This is not YAML: While scanning a plain scalar, found a tab");
        Parse("a:\n\t- b\n"u8).ShouldHaveSingleItem().ShouldStartWith("x:2:1: This is not YAML: While scanning a mapping, found invalid tab as indentation.");
        Parse("b: 1\na: [b, c\nd: e\n"u8).ShouldBe(["x:2:5: This is not YAML: what follows from here makes no sense. Look for a bracket or quotation mark left open."]);
        Parse("a: 1\nb: \"c\n"u8).ShouldHaveSingleItem().ShouldStartWith("x:2:4:");
    }

    [Fact]
    public void Invalid_UTF_8_is_reported_at_its_place() =>
        Parse([.. "a: 1\nb: 海"u8, 0xFF, .. "\n"u8]).ShouldBe(["x:2:5: This is not valid UTF-8. Save the file as UTF-8."]);

    [Fact]
    public void A_thousand_nested_lists_are_refused_without_overflowing_the_stack() =>
        Parse(Encoding.UTF8.GetBytes("a: " + new string('[', 1_000) + new string(']', 1_000)))
            .ShouldHaveSingleItem().ShouldStartWith("x:1:35: This is not YAML: nested deeper than 32 levels");

    [Fact]
    public void Nesting_as_deep_as_a_file_is_long_is_refused()
    {
        Parse(Encoding.UTF8.GetBytes("a: " + new string('[', YamlFile.BytesMax - 3))).ShouldHaveSingleItem();
        Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("- ", YamlFile.BytesMax / 2)))).ShouldHaveSingleItem();
        Parse(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("? ", YamlFile.BytesMax / 2)))).ShouldHaveSingleItem();
    }

    [Fact]
    public void An_alias_bomb_is_refused_at_its_first_anchor()
    {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 10; i++)
        {
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        }

        Parse(Encoding.UTF8.GetBytes(bomb.ToString())).ShouldHaveSingleItem().ShouldStartWith("x:1:5: This is not YAML: anchors");
    }

    [Fact]
    public void A_file_beyond_256_KB_is_refused_in_memory_and_on_disk()
    {
        const string expected = "x:1:1: The file is too large. At most 262,144 bytes; split it into several files.";
        var mistakes = new List<Mistake>();
        using var catalogue = new CatalogueOnDisk(small: false).Write("x", new byte[10_000_000]);

        Parse(new byte[300_000]).ShouldBe([expected]);
        YamlFile.Read(Path.Combine(catalogue.Path, "x"), "x", mistakes).ShouldBeNull();
        mistakes.ShouldHaveSingleItem().ToString().ShouldBe(expected);
    }

    [Fact]
    public void A_file_that_is_not_there_is_reported()
    {
        var mistakes = new List<Mistake>();

        YamlFile.Read(Path.Combine(Path.GetTempPath(), "nowhere", "x.yaml"), "x", mistakes).ShouldBeNull();

        mistakes.ShouldHaveSingleItem().ToString()
            .ShouldBe("x:1:1: The file cannot be read (DirectoryNotFoundException). See that it exists and that this account may read it.");
    }

    [Fact]
    public void A_long_value_is_cut_and_put_on_one_line_in_a_message()
    {
        Mistake.Quote("a\nb").ShouldBe("'a b'");
        Mistake.Quote(new string('字', 61)).ShouldBe($"'{new string('字', 60)}…'");
        Mistake.Quote(new string('x', 59) + "😀😀").ShouldBe($"'{new string('x', 59)}…'");
    }

    [Fact]
    public void A_map_with_a_key_given_twice_is_still_returned_so_that_the_rest_is_checked()
    {
        var mistakes = new List<Mistake>();

        var map = YamlFile.Parse("a: 1\na: 2\nb: 3\n"u8, "x", mistakes);

        mistakes.Count.ShouldBe(1);
        map.ShouldNotBeNull().Entries.Keys.ShouldBe(["a", "b"]);
    }

    private static string[] Parse(ReadOnlySpan<byte> yaml)
    {
        var mistakes = new List<Mistake>();
        YamlFile.Parse(yaml, "x", mistakes);
        return [.. mistakes.Select(mistake => mistake.ToString())];
    }
}
