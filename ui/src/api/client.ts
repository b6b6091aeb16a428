import type { components } from "../../obj/schema";

export type Shapes = components["schemas"];

/** What the API said when it did not answer: a code, what is wrong, and what would work. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string | null,
    message: string,
    readonly detail: string | null,
    readonly hint: string | null,
  ) {
    super(message);
  }
}

/** Whole numbers that a double cannot hold stay exact. */
export function parseJson(text: string): unknown {
  return JSON.parse(text, function (this: unknown, _key: string, value: unknown, context?: { source?: string }) {
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value) && context?.source && /^-?\d+$/.test(context.source)) return BigInt(context.source);
    return value;
  } as (key: string, value: unknown) => unknown);
}

interface ErrorBody {
  code?: string;
  message?: string;
  detail?: string | readonly { msg?: string; code?: string; hint?: string }[];
  hint?: string;
  errors?: readonly ErrorBody[];
}

function errorOf(status: number, text: string): ApiError {
  try {
    const body = JSON.parse(text) as ErrorBody;
    const first = body.errors?.[0] ?? body;
    if (Array.isArray(body.detail)) {
      const list = body.detail as readonly { msg?: string; code?: string; hint?: string }[];
      return new ApiError(status, list[0]?.code ?? null, list.map((item) => item.msg ?? "").join(" "), null, list[0]?.hint ?? null);
    }
    return new ApiError(status, first.code ?? null, first.message ?? (typeof first.detail === "string" ? first.detail : `The server answered ${status}.`), first.message && typeof first.detail === "string" ? first.detail : null, first.hint ?? null);
  } catch {
    return new ApiError(status, null, `The server answered ${status}.`, null, null);
  }
}

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, null, "The server does not answer.", null, "It is asked again as soon as it is back.");
  }
  const text = await response.text();
  if (!response.ok) throw errorOf(response.status, text);
  return parseJson(text) as T;
}

export const get = <T>(path: string, signal?: AbortSignal) => ask<T>(path, { signal: signal ?? null });

export const post = <T>(path: string, body: unknown, signal?: AbortSignal) =>
  ask<T>(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body, (_, value: unknown) => (typeof value === "bigint" ? (JSON.rawJSON?.(value.toString()) ?? Number(value)) : value)), signal: signal ?? null });

declare global {
  interface JSON {
    rawJSON?: (text: string) => unknown;
  }
}
