using System.Text;
using RabbitMQ.Client;
using TaskManager.Dispatcher.DeadLetters;

namespace TaskManager.Tests.Unit.DeadLetters;

public class AmqpHeadersTests
{
    [Fact]
    public void Headers_come_back_as_they_were_whatever_AMQP_can_say()
    {
        var headers = new Dictionary<string, object?>
        {
            ["text"] = "值"u8.ToArray(),
            ["bytes"] = new byte[] { 0xFF, 0xFE },
            ["whole"] = (sbyte)-3,
            ["long"] = long.MaxValue,
            ["real"] = 2.5,
            ["yes"] = true,
            ["nothing"] = null,
            ["instant"] = new AmqpTimestamp(1_700_000_000),
            ["list"] = new List<object?> { "a"u8.ToArray(), 1L, null, new List<object?>() },
            ["table"] = new Dictionary<string, object?> { ["inner"] = new Dictionary<string, object?>() },
        };

        var back = AmqpHeaders.ForRetry(AmqpHeaders.ToJson(headers));

        back.Keys.ShouldBe(headers.Keys);
        back["text"].ShouldBe("值");
        back["bytes"].ShouldBe(headers["bytes"]);
        back["whole"].ShouldBeOfType<long>().ShouldBe(-3);
        back["long"].ShouldBe(long.MaxValue);
        back["instant"].ShouldBe(headers["instant"]);
        AmqpHeaders.ToJson(back).ShouldBe(AmqpHeaders.ToJson(headers));
    }

    [Fact]
    public void A_retried_message_has_died_of_nothing() => AmqpHeaders.ForRetry(AmqpHeaders.ToJson(new Dictionary<string, object?>
    {
        ["x-death"] = new List<object?> { new Dictionary<string, object?> { ["count"] = 1L } },
        ["x-first-death-queue"] = "lane.city",
        ["x-delivery-count"] = 11L,
        ["traceparent"] = "00-1-2-01",
    })).Keys.ShouldBe(["traceparent"]);

    [Theory]
    [InlineData("""{"a":1}""", true)]
    [InlineData("{}", true)]
    [InlineData("", false)]
    [InlineData("""{"a":""", false)]
    [InlineData("plain", false)]
    public void Only_JSON_is_shown(string body, bool isShown) => (DeadLetterBody.ToRead(Encoding.UTF8.GetBytes(body)).Text is not null).ShouldBe(isShown);

    [Fact]
    public void Bytes_that_are_no_text_are_not_shown() => DeadLetterBody.AsSent([(byte)'"', 0xFF, (byte)'"']).Text.ShouldBeNull();

    [Fact]
    public void A_long_body_is_cut_between_two_characters()
    {
        for (var ahead = 0; ahead < 4; ahead++)
        {
            var body = DeadLetterBody.AsSent(Encoding.UTF8.GetBytes($"\"{new string('a', ahead)}{new string('任', 40_000)}\""));
            body.IsCut.ShouldBeTrue();
            Encoding.UTF8.GetByteCount(body.Text!).ShouldBeInRange(DeadLetterBody.ShownMax - 2, DeadLetterBody.ShownMax);
            body.Text!.ShouldEndWith("任");
        }
    }
}
