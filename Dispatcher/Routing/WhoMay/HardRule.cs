namespace TaskManager.Dispatcher.Routing.WhoMay;

/// <summary>Why a member of the unit may not get a task. In the order in which they are asked; the first one that holds is named.</summary>
public enum HardRule
{
    /// <summary>Serves another grid.</summary>
    Grid,

    /// <summary>Had the task before.</summary>
    HadBefore,

    /// <summary>专人: the task is for somebody else.</summary>
    Holder,

    /// <summary>活动值班表: is not on the roster of the event that goes on.</summary>
    Roster,

    /// <summary>结对: somebody else is paired with the subject.</summary>
    Pairing,

    /// <summary>特长: lacks the step's skill.</summary>
    Skill,

    /// <summary>回避: has a conflict of interest.</summary>
    Exclusion,

    /// <summary>互斥: did an earlier step whose doer may not do this one.</summary>
    EarlierStep,

    /// <summary>休假: is on leave until the deadline.</summary>
    Leave,

    /// <summary>班次: works too little before the deadline.</summary>
    Shift,

    /// <summary>满负荷: has a full load.</summary>
    Capacity,
}
