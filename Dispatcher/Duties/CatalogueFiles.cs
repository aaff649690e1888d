using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

public sealed record CatalogueFiles(City City, IReadOnlyList<OrgUnit> Units, IReadOnlyList<Grid> Grids, IReadOnlyList<Member> Members, IReadOnlyList<Duty> Duties);
