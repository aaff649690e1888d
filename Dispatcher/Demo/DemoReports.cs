using System.Globalization;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Demo;

/// <summary>Draws what a member or a Worker reports.</summary>
public static class DemoReports
{
    /// <summary>Values for the step's form: the first choice more often than the others, yes more often than no.</summary>
    public static IReadOnlyDictionary<string, string> Fields(Random random, Step step, DateTimeOffset at)
    {
        var fields = new Dictionary<string, string>();
        foreach (var field in step.Form)
        {
            if (field.Required || (field.Type is not FormFieldType.Text && random.Next(2) is 0))
            {
                fields[field.Name] = field.Type switch
                {
                    FormFieldType.YesNo => random.Next(100) < 86 ? "true" : "false",
                    FormFieldType.Number => random.Next(1, 6).ToString(CultureInfo.InvariantCulture),
                    FormFieldType.Choice => random.Next(100) < 50 ? field.Choices[0] : DemoWords.One(random, field.Choices),
                    FormFieldType.Date => at.AddDays(random.Next(1, 15)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                    _ => "无",
                };
            }
        }

        return fields;
    }

    /// <summary>What the Worker's register would have shown.</summary>
    public static IReadOnlyDictionary<string, string> Evidence(string check) => check switch
    {
        "food-licence-valid" => new Dictionary<string, string> { ["status"] = "valid" },
        "credit-in-order" => new Dictionary<string, string> { ["state"] = "restored" },
        "house-safety-rated" => new Dictionary<string, string> { ["grade"] = "B" },
        "public-rental-verified" => new Dictionary<string, string> { ["verdict"] = "eligible" },
        "meal-service-arranged" => new Dictionary<string, string> { ["provider"] = "镇助餐点" },
        "resident-registered" => new Dictionary<string, string> { ["status"] = "registered" },
        "rental-house-filed" => new Dictionary<string, string> { ["filingStatus"] = "filed" },
        "newborn-settled" => new Dictionary<string, string> { ["status"] = "settled" },
        _ => new Dictionary<string, string>(),
    };
}
