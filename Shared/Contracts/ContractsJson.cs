using System.Text.Json;
using System.Text.Json.Serialization;

namespace TaskManager.Contracts;

/// <summary>The messages' JSON, generated at build: the first message is as quick as the thousandth.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(AssignmentsSent))]
[JsonSerializable(typeof(FeedbackReported))]
public sealed partial class ContractsJson : JsonSerializerContext;
