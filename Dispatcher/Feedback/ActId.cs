using System.Security.Cryptography;
using System.Text;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>The id of a member's act, chosen by whoever sends it and the same whenever it is sent again.</summary>
public static class ActId
{
    /// <summary>Characters of an Idempotency-Key.</summary>
    public const int KeyMax = 200;

    /// <summary>A UUID as it is; any other key becomes one of its own, which no other member's key does. Null: no key was given.</summary>
    public static Guid? Of(string key, Member member) => key switch
    {
        "" => null,
        _ when Guid.TryParse(key, out var id) => id,
        _ => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{member.Code}\n{key}")).AsSpan(0, 16)),
    };
}
