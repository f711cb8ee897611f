/** A list in portions, for work that is done side by side, but not all of it at once. */
export function* portionsOf<T>(items: readonly T[], most: number): Generator<T[], void, void> {
  for (let start = 0; start < items.length; start += most) yield items.slice(start, start + most)
}
