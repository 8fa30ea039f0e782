// The wall clock with fractions of a millisecond: the same instant in every process of a run, unless the system clock
// is stepped.
export const now = () => performance.timeOrigin + performance.now();
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const sleepUntil = (instant) => sleep(Math.max(0, instant - now()));
