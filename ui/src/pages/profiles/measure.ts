/** Of what a mean is that stands for values of a type: numbers themselves, lengths of texts and lists, norms of vectors. */
export const measureOf = (type: string) => (type.startsWith("vector") ? "Mean norm" : type === "string" || type.startsWith("list") ? "Mean length" : "Mean");
