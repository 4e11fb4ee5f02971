// What scripts say, in the language of the page. Without its catalogue they speak English.

export const gettext = (said) => globalThis.django?.gettext?.(said) ?? said;
export const ngettext = (one, many, count) => globalThis.django?.ngettext?.(one, many, count) ?? (count === 1 ? one : many);

// Puts values into a sentence: told(gettext("%(name)s was saved."), { name }).
export const told = (said, values) => said.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
