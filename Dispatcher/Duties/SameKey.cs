using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What matters of one duty about the same person or thing have in common: a number that does not tell whom.</summary>
public static class SameKey
{
    /// <summary>The key; null when the matter does not say what it is about.</summary>
    public static long? Of(Duty duty, Matter matter)
    {
        var value = duty.SameBy switch
        {
            null or "subject" => matter.Subject,
            "place" => matter.Place,
            var parameter => matter.Parameters.GetValueOrDefault(parameter),
        };
        return string.IsNullOrEmpty(value)
            ? null
            : BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{duty.Code}\0{value}")));
    }
}
