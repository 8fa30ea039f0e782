// The resolve hook that packages.mjs registers.
let sources;
let packages;

export function initialize(data) {
  ({ sources, packages } = data);
}

export function resolve(specifier, context, next) {
  const bare = /^[@a-z]/.test(specifier) && !/^(node|file|data):/.test(specifier);
  const ours = context.parentURL?.startsWith(sources);
  return next(specifier, bare && ours ? { ...context, parentURL: packages } : context);
}
