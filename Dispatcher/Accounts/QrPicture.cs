using QRCoder;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>A QR code as a PNG: a picture needs no markup of a library on the page.</summary>
internal static class QrPicture
{
    private const int PixelsPerModule = 5;

    public static byte[] Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(data);
        return picture.GetGraphic(PixelsPerModule);
    }
}
