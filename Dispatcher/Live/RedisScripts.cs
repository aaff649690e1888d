namespace TaskManager.Dispatcher.Live;

/// <summary>
/// What is done in Redis in one step. Keys: <c>counted</c> (hash: <c>to</c>, the journal's last row of the count that
/// everything stands on), <c>open</c> and <c>loads</c> (hashes), <c>recent</c> (sorted set: the last changes by seq),
/// and a hash for each minute. All carry the prefix in braces, so that a Redis cluster keeps them together.
/// </summary>
internal static class RedisScripts
{
    private const string Add = """
        local prefix = ARGV[1]
        local function add(change)
            for member, more in pairs(change.loads) do redis.call('HINCRBY', prefix .. 'loads', member, more) end
            for place, more in pairs(change.open) do redis.call('HINCRBY', prefix .. 'open', place, more) end
            local minute = prefix .. 'minute:' .. string.format('%d', change.minute)
            for what, more in pairs(change.did) do redis.call('HINCRBY', minute, what, more) end
            redis.call('EXPIRE', minute, 7200)
        end

        """;

    /// <summary>
    /// Adds changes, and tells them on the channel. What the count holds already is not added. ARGV: prefix, channel,
    /// origin as JSON, then the changes as JSON. Returns 0 when there is no count to add to.
    /// </summary>
    public const string Tell = Add + """
        local counted = redis.call('HGET', prefix .. 'counted', 'to')
        for i = 4, #ARGV do
            local change = cjson.decode(ARGV[i])
            redis.call('ZADD', prefix .. 'recent', change.seq, ARGV[i])
            if counted and change.seq > tonumber(counted) then add(change) end
        end
        redis.call('ZREMRANGEBYRANK', prefix .. 'recent', 0, -10001)
        redis.call('EXPIRE', prefix .. 'recent', 120)
        redis.call('PUBLISH', ARGV[2], '{"origin":' .. ARGV[3] .. ',"changes":[' .. table.concat(ARGV, ',', 4) .. ']}')
        return counted and 1 or 0
        """;

    /// <summary>
    /// Puts a count in the place of what is kept, and adds the recent changes that are newer. An older count than the
    /// one that is there changes nothing. ARGV: prefix, the count as JSON, the minute now. Returns -1 when nothing is
    /// kept and the count is of the last minutes only.
    /// </summary>
    public const string Keep = Add + """
        local count = cjson.decode(ARGV[2])
        local counted = redis.call('HGET', prefix .. 'counted', 'to')
        if counted and tonumber(counted) > count.seq then return 0 end
        if not counted and count.fromMinute > tonumber(ARGV[3]) - 59 then return -1 end
        redis.call('DEL', prefix .. 'loads', prefix .. 'open')
        for member, open in pairs(count.loads) do redis.call('HSET', prefix .. 'loads', member, open) end
        for place, open in pairs(count.open) do redis.call('HSET', prefix .. 'open', place, open) end
        for minute = count.fromMinute, tonumber(ARGV[3]) do redis.call('DEL', prefix .. 'minute:' .. string.format('%d', minute)) end
        for minute, did in pairs(count.minutes) do
            local key = prefix .. 'minute:' .. minute
            redis.call('DEL', key)
            for what, times in pairs(did) do redis.call('HSET', key, what, times) end
            redis.call('EXPIRE', key, 7200)
        end
        redis.call('HSET', prefix .. 'counted', 'to', string.format('%d', count.seq))
        for _, change in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'recent', '(' .. string.format('%d', count.seq), '+inf')) do add(cjson.decode(change)) end
        return 1
        """;

    /// <summary>Everything from a minute on, on one instant. ARGV: prefix, first minute, last minute. Returns nothing when there is no count.</summary>
    public const string Read = """
        local prefix = ARGV[1]
        local counted = redis.call('HGET', prefix .. 'counted', 'to')
        if not counted then return nil end
        local minutes = {}
        for minute = tonumber(ARGV[2]), tonumber(ARGV[3]) do
            local did = redis.call('HGETALL', prefix .. 'minute:' .. string.format('%d', minute))
            if #did > 0 then table.insert(minutes, {string.format('%d', minute), did}) end
        end
        return {counted, redis.call('HGETALL', prefix .. 'open'), redis.call('HGETALL', prefix .. 'loads'), minutes}
        """;
}
