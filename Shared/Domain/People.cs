namespace TaskManager.Domain;

/// <summary>组织: node of the tree committee 党组 → department committee 机关党委 → branch 党支部.</summary>
/// <param name="Code">Stable code, unique in the city.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="NameEn">Name in English; the Chinese name when absent.</param>
/// <param name="Parent">Code of the unit above; null for the root, of which there is exactly one.</param>
/// <param name="Lane">通道: the bus queue of its Workers; null: the lane of the unit above. The root always has one.</param>
public sealed record OrgUnit(string Code, string Name, string? NameEn, string? Parent, string? Lane);

/// <summary>党员: a person who does tasks, known by number, never by name.</summary>
/// <param name="Code">Member number, unique in the city. An imported case keeps its queue's or officer's name here.</param>
/// <param name="Unit">Code of the unit the member belongs to.</param>
/// <param name="Grids">Codes of the grids the member serves.</param>
/// <param name="Skills">Skills the member has.</param>
/// <param name="Capacity">How many open tasks are a full load, 1–1,000, default 10.</param>
/// <param name="Active">Whether new tasks may be routed to the member. Names known only from imported history are not.</param>
public sealed record Member(string Code, string Unit, IReadOnlyList<string> Grids, IReadOnlyList<string> Skills, int Capacity, bool Active);

/// <summary>网格: area with a unit that answers for it.</summary>
/// <param name="Code">Code; 12 digits for a village or community, 9 for a town, where the state's codes are used.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="Parent">Code of the grid that contains it; null at the top.</param>
/// <param name="Unit">Code of the unit that answers for it.</param>
public sealed record Grid(string Code, string Name, string? Parent, string Unit);
