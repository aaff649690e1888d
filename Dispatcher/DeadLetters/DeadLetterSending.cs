using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using TaskManager.Bus;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>Sends dead letters again through the broker, as they were, under the same message id.</summary>
public sealed class DeadLetterSending(Broker broker)
{
    /// <summary>A publish can hang when the broker is short of memory or restarting.</summary>
    private static readonly TimeSpan ConfirmWithin = TimeSpan.FromSeconds(30);

    private static readonly CreateChannelOptions Confirmed = new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);

    /// <summary>Sends each to the queue it came from.</summary>
    /// <returns>Why not, for those that the broker did not confirm; one of these may have arrived all the same.</returns>
    public async Task<IReadOnlyDictionary<MessageId, string>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancel)
    {
        var failed = new Dictionary<MessageId, string>();
        if (letters.Count is 0)
        {
            return failed;
        }

        try
        {
            await using var connection = await broker.ConnectAsync("retry", cancel);
            await using var channel = await connection.CreateChannelAsync(Confirmed, cancel);

            // All at once: a confirmation takes as long for one as for many.
            var sent = letters.Select(letter => SendAsync(channel, letter)).ToList();
            for (var i = 0; i < letters.Count; i++)
            {
                if (await sent[i] is { } why)
                {
                    failed[letters[i].Id] = why;
                }
            }
        }
        catch (Exception e) when (e is BrokerUnreachableException or AlreadyClosedException or OperationInterruptedException or IOException or TimeoutException)
        {
            foreach (var letter in letters)
            {
                failed.TryAdd(letter.Id, $"The broker cannot be reached ({e.Message}). Try again when it can.");
            }
        }

        return failed;
    }

    /// <returns>Why it failed; null when it is confirmed.</returns>
    private static async Task<string?> SendAsync(IChannel channel, DeadLetter letter)
    {
        if (letter.Queue.Length is 0)
        {
            return "The bus did not say which queue it came from. It can only be discarded.";
        }

        try
        {
            // The limit is put around the call: the client's own tokens leave its count of confirmations wrong.
            await channel.BasicPublishAsync("", letter.Queue, mandatory: true, ArrivedMessage.PropertiesOf(letter), letter.Body, CancellationToken.None).AsTask().WaitAsync(ConfirmWithin);
            return null;
        }
        catch (PublishException e) when (e.IsReturn)
        {
            return $"There is no queue {letter.Queue} any more. Discard it, or declare the queue.";
        }
        catch (PublishException)
        {
            return $"The queue {letter.Queue} refuses it: it is full. Try again when its Workers have caught up.";
        }
        catch (Exception e) when (e is TimeoutException or AlreadyClosedException or OperationInterruptedException or IOException)
        {
            return "The broker did not confirm it in time; it may have arrived. Trying again does no harm.";
        }
    }
}
