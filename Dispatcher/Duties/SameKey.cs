using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>同一对象: what tells that two matters of a duty are about the same person or thing, without saying who or what.</summary>
public static class SameKey
{
    /// <summary>The key of a matter; null when it does not say what its duty goes by.</summary>
    public static long? Of(Duty duty, Matter matter) => Of(duty, matter.ValueOf(duty.SameBy ?? Matter.SubjectField));

    /// <summary>The key of matters of a duty that go by this value.</summary>
    public static long? Of(Duty duty, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{duty.Code}\0{value}"), hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }
}
