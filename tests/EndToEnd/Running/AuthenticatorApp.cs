using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace TaskManager.Tests.EndToEnd.Running;

/// <summary>What an authenticator app computes: RFC 6238 written out a second time.</summary>
internal static class AuthenticatorApp
{
    /// <summary>Seconds since 1970 in steps of thirty.</summary>
    public static long StepNow() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;

    public static string CodeAt(byte[] secret, long step)
    {
        var counter = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(step));
#pragma warning disable CA5350 // what the standard says
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var at = hash[19] & 15;
        var number = ((hash[at] & 127) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    public static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
    }
}
