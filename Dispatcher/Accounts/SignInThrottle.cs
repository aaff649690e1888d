using System.Net;
using System.Net.Sockets;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>
/// Makes guessing slow without letting anybody lock others out. Wrong attempts are counted by the address they come from
/// and by the account they are for; after a few, each further one must wait twice as long. A browser that has signed in
/// to the account before is counted by itself, so what strangers do to the account does not keep its owner out.
/// Kept in this process only: several Dispatchers allow several times as much, which is still next to nothing.
/// </summary>
public sealed class SignInThrottle(TimeProvider clock)
{
    /// <summary>More keys than these and the oldest are forgotten: memory stays flat whatever arrives.</summary>
    private const int KeysMax = 100_000;

    /// <summary>Wrong attempts that cost nothing; an address may be a whole office.</summary>
    private const int FreeOfAccount = 5;
    private const int FreeOfAddress = 20;

    private static readonly TimeSpan WaitMax = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(30);

    private readonly Dictionary<string, Counted> counts = [];
    private readonly Queue<string> order = [];
    private readonly Lock gate = new();

    public static string OfAccount(string account) => $"a:{account}";

    /// <summary>Codes of an account whose password is known: counted by itself, wherever they come from.</summary>
    public static string OfCode(string account) => $"c:{account}";

    public static string OfDevice(string account, string device) => $"d:{account}:{device}";

    /// <summary>An IPv6 host has a whole /64 of addresses: they are one.</summary>
    public static string OfAddress(IPAddress? address)
    {
        if (address is { IsIPv4MappedToIPv6: true })
        {
            address = address.MapToIPv4();
        }

        return address is { AddressFamily: AddressFamily.InterNetworkV6 } v6 ? $"i:{Convert.ToHexString(v6.GetAddressBytes()[..8])}" : $"i:{address}";
    }

    /// <summary>How long an attempt must still wait; null: not at all.</summary>
    public TimeSpan? Wait(string key)
    {
        lock (gate)
        {
            return counts.TryGetValue(key, out var count) && count.Until > clock.GetUtcNow() ? count.Until - clock.GetUtcNow() : null;
        }
    }

    /// <summary>Counts a wrong attempt.</summary>
    public void Failed(string key)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (!counts.TryGetValue(key, out var count))
            {
                if (counts.Count >= KeysMax && order.TryDequeue(out var oldest))
                {
                    counts.Remove(oldest);
                }

                order.Enqueue(key);
                count = new Counted(0, now, now);
            }

            var failures = now - count.At > Forgotten ? 1 : count.Failures + 1;
            var over = failures - (key.StartsWith("i:", StringComparison.Ordinal) ? FreeOfAddress : FreeOfAccount);
            var wait = over < 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(WaitMax.TotalSeconds, Math.Pow(2, Math.Min(over, 20))));
            counts[key] = new Counted(failures, now, now + wait);
        }
    }

    /// <summary>The owner is back: what was counted is forgotten.</summary>
    public void Succeeded(string key)
    {
        lock (gate)
        {
            if (counts.TryGetValue(key, out var count))
            {
                counts[key] = count with { Failures = 0, Until = count.At };
            }
        }
    }

    /// <summary>How many keys are remembered.</summary>
    public int Keys
    {
        get
        {
            lock (gate)
            {
                return counts.Count;
            }
        }
    }

    private sealed record Counted(int Failures, DateTimeOffset At, DateTimeOffset Until);
}
