using System.Text;
using TaskManager.Dispatcher.Photos;
using TaskManager.Tests.Common;

namespace TaskManager.Tests.Unit.Photos;

public class PhotoCheckTests
{
    public static TheoryData<string, byte[]> Whole => new()
    {
        { "image/jpeg", SamplePhotos.Jpeg() },
        { "image/jpeg", SamplePhotos.Jpeg(tiff: SamplePhotos.Tiff(isBig: false)) },
        { "image/png", SamplePhotos.Png() },
        { "image/webp", SamplePhotos.Webp() },
    };

    [Theory]
    [MemberData(nameof(Whole), DisableDiscoveryEnumeration = true)]
    public void A_photo_keeps_its_picture_and_its_upside_and_nothing_of_place_device_or_words(string type, byte[] file)
    {
        var photo = PhotoCheck.Of(file).ShouldBeOfType<CleanPhoto>();

        photo.Type.ShouldBe(type);
        photo.Place.ShouldBe(new PhotoPlace(32.5, 120.5), "it was read before it was removed");
        var kept = Encoding.Latin1.GetString(photo.Bytes);
        kept.ShouldNotContain(SamplePhotos.Secret);
        kept.ShouldNotContain("xmpmeta");
        kept.ShouldNotContain("Photoshop");
        var again = PhotoCheck.Of(photo.Bytes).ShouldBeOfType<CleanPhoto>();
        again.Place.ShouldBeNull();
        again.Bytes.ShouldBe(photo.Bytes, "cleaning what is clean changes nothing");
        (again.Width, again.Height).ShouldBe((photo.Width, photo.Height));
        kept.ShouldContain("\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006", Case.Sensitive, "which way is up");
    }

    [Fact]
    public void A_photo_that_stands_upright_has_no_exif_at_all()
    {
        var photo = PhotoCheck.Of(SamplePhotos.Jpeg(tiff: SamplePhotos.Tiff(orientation: 1))).ShouldBeOfType<CleanPhoto>();

        Encoding.Latin1.GetString(photo.Bytes).ShouldNotContain("Exif");
    }

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "empty", [], "empty" },
        { "html", "<!DOCTYPE html><script>alert(1)</script>"u8.ToArray(), "text document" },
        { "svg", "\uFEFF <svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"u8.ToArray(), "text document" },
        { "pdf", "%PDF-1.7"u8.ToArray(), "PDF" },
        { "zip", [(byte)'P', (byte)'K', 3, 4, .. new byte[40]], "archive" },
        { "gif", "GIF89a..."u8.ToArray(), "GIF" },
        { "heic", [0, 0, 0, 24, .. "ftypheic"u8, .. new byte[20]], "HEIC" },
        { "program", [(byte)'M', (byte)'Z', .. new byte[60]], "program" },
        { "noise", [1, 2, 3, 4, 5], "not known" },
        { "jpeg and zip", SamplePhotos.Jpeg(trailing: [(byte)'P', (byte)'K', 3, 4]), "attached" },
        { "jpeg and html", SamplePhotos.Jpeg(trailing: "<script>"u8.ToArray()), "attached" },
        { "png and anything", SamplePhotos.Png(trailing: [0]), "attached" },
        { "webp and anything", SamplePhotos.Webp(trailing: [0, 0]), "attached" },
        { "jpeg without an end", SamplePhotos.Jpeg(ends: false), "cut off" },
        { "jpeg as wide as a street", SamplePhotos.Jpeg(width: 12_001), "too large" },
        { "jpeg of 60 million pixels", SamplePhotos.Jpeg(width: 10_000, height: 6_000), "too large" },
        { "jpeg of no height", SamplePhotos.Jpeg(height: 0), "damaged" },
        { "png of 144 million pixels", SamplePhotos.Png(width: 12_000, height: 12_000, unpacked: 10), "too large" },
        { "png that unpacks to more than it says", SamplePhotos.Png(unpacked: 40_000_000), "unpacks" },
        { "png that unpacks to less", SamplePhotos.Png(unpacked: 5), "cut off" },
        { "webp that moves", SamplePhotos.Webp(flags: 0x02), "animation" },
        { "too many bytes", new byte[PhotoCheck.BytesMax + 1], "at most 8 MB" },
    };

    [Theory]
    [MemberData(nameof(Bad), DisableDiscoveryEnumeration = true)]
    public void What_is_no_whole_photo_is_refused_in_words_that_help(string what, byte[] file, string said)
    {
        var refused = PhotoCheck.Of(file).ShouldBeOfType<RefusedPhoto>(what);

        refused.English.ShouldContain(said, Case.Sensitive, what);
        refused.Chinese.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void A_png_checksum_that_does_not_fit_is_seen()
    {
        var png = SamplePhotos.Png();
        png[20] ^= 1;

        PhotoCheck.Of(png).ShouldBeOfType<RefusedPhoto>().English.ShouldContain("checksum");
    }

    /// <summary>Cut, flipped, doubled and shuffled: an answer each time, and nothing secret in what is taken.</summary>
    [Fact]
    public void Thousands_of_damaged_photos_break_nothing_and_leak_nothing()
    {
        var random = new Random(20261122);
        byte[][] originals = [SamplePhotos.Jpeg(), SamplePhotos.Jpeg(tiff: SamplePhotos.Tiff(isBig: false)), SamplePhotos.Png(), SamplePhotos.Webp()];
        var taken = 0;
        for (var i = 0; i < 6_000; i++)
        {
            var file = Damaged(originals[i % originals.Length], random);
            switch (PhotoCheck.Of(file))
            {
                case CleanPhoto clean:
                    taken++;
                    Encoding.Latin1.GetString(clean.Bytes).ShouldNotContain(SamplePhotos.Secret);
                    PhotoCheck.Of(clean.Bytes).ShouldBeOfType<CleanPhoto>("what is kept is whole");
                    break;
                case RefusedPhoto refused:
                    refused.Chinese.Length.ShouldBeGreaterThan(0);
                    break;
            }
        }

        taken.ShouldBeInRange(50, 5_000, "the damage must hit and miss");
    }

    private static byte[] Damaged(byte[] original, Random random)
    {
        var file = original.ToArray();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            switch (random.Next(5))
            {
                case 0: file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8)); break;
                case 1: file[random.Next(file.Length)] = (byte)(random.Next(2) * 255); break;
                case 2: file = file[..random.Next(4, file.Length)]; break;
                case 3: file = [.. file[..random.Next(file.Length)], .. file[random.Next(file.Length)..]]; break;
                default: random.NextBytes(file.AsSpan(random.Next(file.Length)) is var rest && rest.Length > 4 ? rest[..4] : rest); break;
            }

            if (file.Length < 5)
            {
                return file;
            }
        }

        return file;
    }
}
