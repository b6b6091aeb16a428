import { useEffect, useState } from "react";

/** Draws again, time after time, what shows a clock that goes on by itself. */
export function useTick(ms: number): void {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => tick((at) => at + 1), ms);
    return () => window.clearInterval(timer);
  }, [ms]);
}
