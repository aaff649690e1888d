namespace TaskManager.Dispatcher.Photos;

/// <summary>
/// Looks at an uploaded file by its content, never by its name: walks it from the first byte to the last and writes it anew
/// from the parts a picture needs. What a phone adds (place, time, device, thumbnails, comments) is left out, and so is
/// whatever somebody hid between or behind. Nothing is decoded, so there is no decoder to attack.
/// </summary>
public static class PhotoCheck
{
    /// <summary>Bytes of one photo. A phone's camera writes 2–6 MB.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    /// <summary>Photos of one report.</summary>
    public const int CountMax = 5;

    /// <summary>Pixels of a side.</summary>
    public const int SideMax = 12_000;

    /// <summary>Pixels of the picture: what a reader's browser must hold in memory, four bytes each.</summary>
    public const int PixelsMax = 50_000_000;

    public static PhotoVerdict Of(byte[] file)
    {
        if (file.Length is 0)
        {
            return new RefusedPhoto("照片是空文件，请重新拍摄。", "The photo is an empty file. Take it again.");
        }

        if (file.Length > BytesMax)
        {
            return TooLarge(file.Length);
        }

        try
        {
            return file switch
            {
                [0xFF, 0xD8, ..] => JpegWalk.Of(file),
                [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => PngWalk.Of(file),
                [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebpWalk.Of(file),
                _ => NoPhoto(file),
            };
        }
        catch (BrokenPhotoException broken)
        {
            return new RefusedPhoto(broken.Chinese, broken.Message);
        }
    }

    /// <summary>The answer to a file of more than <see cref="BytesMax"/>, which need not be read.</summary>
    public static RefusedPhoto TooLarge(long bytes) =>
        new($"照片有 {bytes / 1048576.0:0.0} MB，每张最多 8 MB。", $"The photo has {bytes / 1048576.0:0.0} MB; at most 8 MB each.");

    /// <summary>Whether the picture's size may be; throws what is wrong with it.</summary>
    internal static void RequireSize(long width, long height)
    {
        if (width is < 1 || height is < 1)
        {
            throw new BrokenPhotoException("照片的宽或高为零，文件已损坏。", "The photo is 0 pixels wide or high: the file is damaged.");
        }

        if (width > SideMax || height > SideMax || width * height > PixelsMax)
        {
            throw new BrokenPhotoException(
                $"照片为 {width}×{height} 像素，过大：每边最多 12000，总计最多 5000 万像素。",
                $"The photo is {width}×{height} pixels, which is too large: at most 12,000 a side and 50 million in all.");
        }
    }

    private static RefusedPhoto NoPhoto(byte[] file)
    {
        var start = System.Text.Encoding.Latin1.GetString(file, 0, Math.Min(file.Length, 512)).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        var (chinese, english) = start switch
        {
            ['<', ..] => ("网页或 SVG 文本", "a text document (HTML, XML or SVG)"),
            ['%', 'P', 'D', 'F', ..] => ("PDF 文档", "a PDF document"),
            ['P', 'K', ..] => ("压缩包或 Office 文档", "an archive or office document"),
            ['G', 'I', 'F', '8', ..] => ("GIF 动图", "a GIF"),
            [_, _, _, _, 'f', 't', 'y', 'p', ..] => ("HEIC/AVIF 照片或视频", "a HEIC or AVIF photo, or a video"),
            ['M', 'Z', ..] or ['\u007F', 'E', 'L', 'F', ..] => ("程序", "a program"),
            _ => ("无法识别的文件", "a file of a kind not known here"),
        };
        return new RefusedPhoto(
            $"这是{chinese}，不是可接收的照片。请用 JPEG、PNG 或 WebP（iPhone：设置 → 相机 → 格式 → 兼容性最佳）。",
            $"This is {english}, not a photo that can be taken. Send JPEG, PNG or WebP (iPhone: Settings → Camera → Formats → Most Compatible).");
    }
}

/// <summary>The file is not a whole photo of its kind. Carries the words for its sender.</summary>
internal sealed class BrokenPhotoException(string chinese, string english) : Exception(english)
{
    public string Chinese { get; } = chinese;

    public static BrokenPhotoException CutOff() => new("照片不完整（传输中断或文件损坏），请重新拍摄或选择。", "The photo is cut off or damaged. Take or choose it again.");

    public static BrokenPhotoException Trailing() => new(
        "照片末尾附有其他数据（例如动态照片的视频）。请关闭“动态照片”后重拍，或先截图再上传。",
        "Something else is attached to the end of the photo, such as the video of a motion photo. Turn motion photos off and take it again, or send a screenshot of it.");

    public static BrokenPhotoException Odd(string what) => new($"照片的内部结构不正确（{what}），请重新拍摄。", $"The photo is not built as its format asks ({what}). Take it again.");
}
