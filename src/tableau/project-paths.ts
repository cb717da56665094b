/** Full paths of projects, by walking from each to its parents. */

type Node = { readonly id: string; readonly name: string; readonly parentId: string | undefined };

/**
 * Names from the top down with slashes between. A parent that may not be seen, or a circle that no Tableau has but a
 * damaged answer might, ends the walk.
 */
export function projectPaths(projects: readonly Node[]): ReadonlyMap<string, string> {
  const byId = new Map(projects.map((project) => [project.id, project]));
  const paths = new Map<string, string>();
  const pathOf = (start: Node): string => {
    const names: string[] = [];
    const seen = new Set<string>();
    let at: Node | undefined = start;
    while (at !== undefined && !seen.has(at.id)) {
      seen.add(at.id);
      names.unshift(at.name);
      at = at.parentId === undefined ? undefined : byId.get(at.parentId);
    }
    return names.join('/');
  };
  for (const project of projects) paths.set(project.id, pathOf(project));
  return paths;
}
