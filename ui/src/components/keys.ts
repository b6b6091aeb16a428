/** The keys that an address holds; null for none, also where somebody mistyped them. */
export function keysIn(text: string | undefined): Record<string, string> | null {
  if (!text) return null;
  try {
    const keys = JSON.parse(text) as unknown;
    if (typeof keys !== "object" || keys === null || Array.isArray(keys)) return null;
    return Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, String(value)]));
  } catch {
    return null;
  }
}
