// Keeps what is typed into a form, in this tab, until it is saved: through a reload, a lost circuit and another instance.
// A form takes part by two attributes: `data-draft`, the name of what is written; and `data-draft-saved`, which changes when
// it has been saved, or is not wanted any more.
const keyOf = (form) => `draft ${form.dataset.draft}`;
const fieldsOf = (form) => [...form.querySelectorAll('input:not([type=hidden], [type=radio]), textarea')];
const nameOf = (field, i) => field.name || i;

function restore(form) {
  const values = JSON.parse(sessionStorage.getItem(keyOf(form)) ?? '{}');
  fieldsOf(form).forEach((field, i) => {
    const value = values[nameOf(field, i)];
    if (value !== undefined && field.value !== value) {
      field.value = value;
      // The circuit hears of it as if it were typed.
      field.dispatchEvent(new Event('input', { bubbles: true }));
      field.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
}

document.addEventListener('input', ({ target }) => {
  const form = target.closest?.('form[data-draft]');
  if (form) {
    sessionStorage.setItem(keyOf(form), JSON.stringify(Object.fromEntries(fieldsOf(form).map((field, i) => [nameOf(field, i), field.value]))));
  }
});

new MutationObserver((records) => {
  for (const { type, attributeName, target, addedNodes } of records) {
    if (type === 'childList') {
      for (const node of addedNodes) {
        node.querySelectorAll?.('form[data-draft]').forEach(restore);
        if (node.matches?.('form[data-draft]')) restore(node);
      }
    } else if (attributeName === 'data-draft-saved') {
      sessionStorage.removeItem(keyOf(target));
    } else if (target.dataset.draft) {
      restore(target);
    }
  }
}).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-draft', 'data-draft-saved'] });

document.querySelectorAll('form[data-draft]').forEach(restore);
