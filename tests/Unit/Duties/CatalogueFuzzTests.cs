using System.Text;
using System.Text.RegularExpressions;
using TaskManager.Dispatcher.Duties;

namespace TaskManager.Tests.Unit.Duties;

public partial class CatalogueFuzzTests
{
    /// <summary>Bytes that mean something to YAML, and some that mean something to nobody.</summary>
    private static readonly byte[] Sharp = [.. "{}[]:,-?&*!|>'\"%@`#~ \n\t\r\\0123456789hdx<="u8, 0, 1, 0x7F, 0x80, 0xC2, 0xE6, 0xED, 0xF4, 0xFF];

    [Fact]
    public void Whatever_the_bytes_are_the_answer_is_a_catalogue_or_its_mistakes()
    {
        var random = new Random(320685);
        var files = SmallestTown();
        var (read, wrong) = (0, 0);
        using var catalogue = new CatalogueOnDisk(small: false);
        files.ForEach(file => catalogue.Write(file.Name, file.Bytes));
        catalogue.Mistakes().ShouldBeEmpty();

        for (var i = 0; i < 2_000; i++)
        {
            var (name, bytes) = files[random.Next(files.Count)];
            catalogue.Write(name, Mutated(bytes, random));
            switch (CatalogueReader.Read(catalogue.Path))
            {
                case ReadCatalogue:
                    read++;
                    break;
                case CatalogueMistakes { Mistakes: var mistakes }:
                    wrong++;
                    mistakes.ShouldNotBeEmpty();
                    mistakes.All(mistake => mistake.Line >= 1 && mistake.Column >= 1 && mistake.What.Length < 1_000).ShouldBeTrue($"mutation {i} of {name}");
                    break;
            }

            catalogue.Write(name, bytes);
        }

        (read + wrong).ShouldBe(2_000);
        read.ShouldBeGreaterThan(20, "some mutations only touch a comment or a name");
        wrong.ShouldBeGreaterThan(1_000);
    }

    /// <summary>The demo city with its departments, duties and only the smallest town: reads in a few milliseconds.</summary>
    private static List<(string Name, byte[] Bytes)> SmallestTown()
    {
        var haian = Path.Combine(AppContext.BaseDirectory, "catalogues", "haian");
        string[] kept = ["city.yaml", "units.yaml", "grids.yaml", "working-time.yaml", "members/departments.yaml", "members/haian-farm.yaml",
            .. Directory.EnumerateFiles(Path.Combine(haian, "duties")).Order(StringComparer.Ordinal).Select(file => Path.GetRelativePath(haian, file))];
        return [.. kept.Select(name => (name, Encoding.UTF8.GetBytes(string.Join('\n', File.ReadAllLines(Path.Combine(haian, name)).Where(line => !OfAnotherTown().IsMatch(line))))))];
    }

    [GeneratedRegex(@"(code|parent): (haian-town|chengdong|qutang|libao|jiaoxie|dagong|yazhou|baidian|nanmo|duntou|3206851)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex OfAnotherTown();

    private static byte[] Mutated(byte[] original, Random random)
    {
        var bytes = new List<byte>(original);
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = Sharp[random.Next(Sharp.Length)]; break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.Insert(at, Sharp[random.Next(Sharp.Length)]); break;
                case 3: bytes.RemoveRange(at, Math.Min(random.Next(1, 40), bytes.Count - at)); break;
                case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at))); break;
            }
        }

        return [.. bytes];
    }
}
