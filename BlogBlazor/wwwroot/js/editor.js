// The part of the post editor that lives in the browser: marks, shortcuts, and a copy of what is typed until the server has
// saved it. Without dependencies.
const QUIET = 300; // ms without a key until the server hears of the text
const AT_MOST = 1500; // ms until then while keys keep coming
const STORE = 'blogblazor.editor'; // What is kept has the name "blogblazor.editor AUTHOR POST EDITOR".
const MOST_KEPT = 20;
const KEPT_FOR = 30 * 24 * 60 * 60 * 1000; // ms

// The server has the same sum: EditorContent.Sum.
function sumOf({ title, markdown, summary, slug, tags }) {
  let sum = 0;
  for (const c of [title, markdown, summary, slug, tags].join('\n').split('')) {
    sum = (Math.imul(sum, 31) + c.charCodeAt(0)) | 0;
  }
  return sum;
}

const editorOf = (name) => name.split(' ')[3];
const keyOf = (name) => name.split(' ').slice(1, 3).join(' ');

/** What this browser keeps of texts, newest first. */
function copies() {
  return Object.keys(localStorage).filter((name) => name.startsWith(`${STORE} `)).map((name) => {
    try {
      return { name, text: JSON.parse(localStorage.getItem(name)) };
    } catch {
      return { name, text: null }; // Somebody else wrote there.
    }
  }).sort((a, b) => (b.text?.at ?? 0) - (a.text?.at ?? 0));
}

/** The editors that are open in any tab: each holds a lock, where the browser has locks (by https). */
async function openEditors() {
  const { held = [] } = await navigator.locks?.query() ?? {};
  return new Set(held.map((lock) => editorOf(lock.name)));
}

// Replaces text as if it were typed, so that undo takes it back.
function type(field, from, to, text) {
  field.focus();
  field.setSelectionRange(from, to);
  if (!document.execCommand(text ? 'insertText' : 'delete', false, text)) {
    field.setRangeText(text, from, to, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
}

/** Puts a mark around what is selected, or takes it off again. */
function around(field, mark) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const n = mark.length;
  const isMarked = value.slice(from - n, from) === mark && value.slice(to, to + n) === mark;
  if (isMarked) {
    type(field, from - n, to + n, value.slice(from, to));
    field.setSelectionRange(from - n, to - n);
  } else {
    type(field, from, to, mark + value.slice(from, to) + mark);
    field.setSelectionRange(from + n, to + n);
  }
}

/** Begins each selected line with a mark, or takes it off where all have it. */
function before(field, mark, pattern) {
  const { value } = field;
  const from = value.lastIndexOf('\n', field.selectionStart - 1) + 1;
  const next = value.indexOf('\n', field.selectionEnd);
  const to = next < 0 ? value.length : next;
  const lines = value.slice(from, to).split('\n');
  const changed = lines.every((line) => pattern.test(line))
    ? lines.map((line) => line.replace(pattern, ''))
    : lines.map((line, i) => (mark === '1. ' ? `${i + 1}. ` : mark) + line.replace(pattern, ''));
  const text = changed.join('\n');
  type(field, from, to, text);
  const caret = from + text.length;
  field.setSelectionRange(lines.length > 1 ? from : caret, caret);
}

function link(field) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const selected = value.slice(from, to);
  const isAddress = /^https?:\/\/\S+$/.test(selected);
  type(field, from, to, isAddress ? `[](${selected})` : `[${selected}](https://)`);
  // What is missing is selected: the words, or the address.
  const start = isAddress || !selected ? from + 1 : from + selected.length + 3;
  field.setSelectionRange(start, isAddress || !selected ? start : start + 'https://'.length);
}

function code(field) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  if (value.slice(from, to).includes('\n')) {
    type(field, from, to, `\`\`\`\n${value.slice(from, to)}\n\`\`\``);
  } else {
    around(field, '`');
  }
}

const marks = {
  bold: (field) => around(field, '**'),
  italic: (field) => around(field, '*'),
  heading: (field) => before(field, '## ', /^#{1,6} /),
  link,
  quote: (field) => before(field, '> ', /^> /),
  code,
  list: (field) => before(field, '- ', /^[-*] /),
  numbers: (field) => before(field, '1. ', /^\d+\. /),
};
const shortcuts = { b: 'bold', i: 'italic', k: 'link' };

/** Arrow keys move within the toolbar, which is one stop of the Tab key. */
function moveInToolbar(event, toolbar) {
  const buttons = [...toolbar.querySelectorAll('button')];
  const at = buttons.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  buttons[at].tabIndex = -1;
  const next = buttons.at(to % buttons.length);
  next.tabIndex = 0;
  next.focus();
}

/** Attaches to the form; `key` names the post and its author, `version` is what the server has. */
export function open(form, key, version) {
  const detach = new AbortController();
  const listen = (target, name, handler, options) =>
    target.addEventListener(name, handler, { signal: detach.signal, ...options });
  const text = form.querySelector('[name=markdown]');
  const tags = form.querySelector('#editor-tags');
  const fields = () => [...form.querySelectorAll('[name]')];
  const limit = Number(form.dataset.limit);
  // Every editor keeps a copy of its own: another tab of the same post has another text.
  const id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const nameOf = () => `${STORE} ${key} ${id}`;
  let offered = null;
  let release;
  navigator.locks?.request(`${STORE} - - ${id}`, () => new Promise((resolve) => { release = resolve; })).catch(() => {});
  const waiting = new Set();
  let timer;
  let since = 0;
  let isPassing = false;
  let isComposing = false;

  function read() {
    try {
      return JSON.parse(localStorage.getItem(nameOf()));
    } catch {
      return null; // The browser has no store for us.
    }
  }

  function write(text) {
    try {
      localStorage.setItem(nameOf(), JSON.stringify({ ...text, version, at: Date.now() }));
    } catch {
      // The browser's store is full: the server still saves.
    }
  }

  const values = () => Object.fromEntries(fields().map((field) => [field.name, field.value]));

  function keep() {
    if (!fields().some(isTooLong)) write(values());
  }

  /** The newest text of an editor that is not open any more, and was not saved. What is of no use goes. */
  async function findKept() {
    try {
      const isOpen = (await openEditors()).add(id);
      const left = copies().filter(({ name }) => !isOpen.has(editorOf(name)));
      const shown = sumOf(values());
      const useful = left.filter(({ name, text }, i) => text?.markdown?.length <= limit
        && i < MOST_KEPT && Date.now() - text.at < KEPT_FOR && !(keyOf(name) === key && sumOf(text) === shown));
      left.filter((copy) => !useful.includes(copy)).forEach(({ name }) => localStorage.removeItem(name));
      offered = useful.find(({ name }) => keyOf(name) === key) ?? null;
      return offered?.text;
    } catch {
      return null; // The browser has no store for us.
    }
  }

  function isTooLong(field) {
    return field.value.length > limit;
  }

  /** What is longer than any post would break the line to the server: it stays in the field, which says so. */
  function tellTooLong(field) {
    const message = form.querySelector(`[data-too-long-for="${field.name}"]`);
    if (!message) return;
    const isShown = isTooLong(field);
    if (!isShown && message.hidden) return;
    message.role = 'alert';
    message.textContent = isShown ? message.dataset.tooLong.replace('{1}', field.value.length) : '';
    message.hidden = !isShown;
    if (isShown) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
  }

  function pass(field) {
    tellTooLong(field);
    if (isTooLong(field)) return;
    isPassing = true;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    isPassing = false;
  }

  // A long post is not sent with every key: Blazor hears of it when there is a pause.
  function flush() {
    clearTimeout(timer);
    if (waiting.size === 0) return;
    keep();
    since = 0;
    waiting.forEach(pass);
    waiting.clear();
  }

  function endTag() {
    if (tags.value.split(',').at(-1).trim() === '') return;
    tags.value += ',';
    pass(tags);
  }

  // What a comma has ended stays in the field until the post has it as a tag. Blazor would take it out late, on a slow line,
  // and what was typed meanwhile with it.
  function takeOutTags() {
    if (isComposing) return;
    const had = form.querySelector('[name=tags]').value.toLowerCase().split(',');
    const ended = tags.value.split(',');
    const rest = ended.pop();
    const others = ended.filter((tag) => tag.trim() && !had.includes(tag.trim().toLowerCase()));
    if (others.length === ended.length) return;
    const fromEnd = tags.value.length - tags.selectionEnd;
    tags.value = [...others, rest.trimStart()].join(',');
    const caret = Math.max(0, tags.value.length - fromEnd);
    if (document.activeElement === tags) tags.setSelectionRange(caret, caret); // Else Safari would give it the focus.
    pass(tags);
  }

  function grow(field) {
    if (field.matches?.('textarea') && !CSS.supports('field-sizing', 'content')) {
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight}px`;
    }
  }

  listen(form, 'input', (event) => {
    grow(event.target);
    if (isPassing || event.target.type === 'hidden') return;
    const isOurs = event.target.name !== '';
    if (isOurs || isTooLong(event.target)) event.stopPropagation();
    if (!isOurs) return;
    waiting.add(event.target);
    since ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(flush, Math.max(0, Math.min(QUIET, since + AT_MOST - Date.now())));
  }, { capture: true });

  listen(tags, 'focusout', endTag);
  listen(tags, 'input', takeOutTags); // One that is there already.
  listen(tags, 'compositionstart', () => { isComposing = true; });
  listen(tags, 'compositionend', () => {
    isComposing = false;
    takeOutTags();
  });
  new MutationObserver(takeOutTags).observe(tags.parentElement, { childList: true });

  listen(form, 'focusout', flush);
  listen(window, 'pagehide', flush);
  listen(form, 'click', (event) => {
    flush();
    const tooLong = fields().find(isTooLong);
    if (tooLong && event.target.closest?.('.editor-actions, .form-actions')) {
      event.stopPropagation(); // The server would save what was there before.
      event.preventDefault();
      tooLong.focus();
      return;
    }
    const link = event.target.closest?.('.editor-preview a[href^="#"]');
    if (link) {
      event.preventDefault(); // By the page's base address it leads to the front page.
      document.getElementById(decodeURIComponent(link.hash.slice(1)))?.scrollIntoView();
    }
    const mark = event.target.closest?.('[data-mark]')?.dataset.mark;
    if (mark) marks[mark](text);
  }, { capture: true });

  listen(form, 'keydown', (event) => {
    const toolbar = event.target.closest('[role=toolbar]');
    if (toolbar) moveInToolbar(event, toolbar);
    if (event.key === 'Enter' && event.target.name === 'title' && !event.isComposing) {
      event.preventDefault();
      if (!event.ctrlKey && !event.metaKey) text.focus();
    }
    if (event.key === 'Enter' && event.target === tags && !event.isComposing) endTag();
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const mark = shortcuts[event.key.toLowerCase()];
    const button = { s: 'save', Enter: 'publish' }[event.key];
    if (mark && event.target === text) {
      event.preventDefault();
      marks[mark](text);
    } else if (button) {
      event.preventDefault();
      const { target } = event;
      // Fields without a name tell what they hold only when they are left.
      const isLeft = target.matches('input:not([name])');
      if (isLeft) target.blur();
      form.querySelector(`[data-shortcut=${button}]`)?.click();
      if (isLeft) target.focus({ preventScroll: true });
    }
  });

  // What was typed while the line was down never reached the server.
  const reconnecting = document.getElementById('components-reconnect-modal');
  if (reconnecting) {
    listen(reconnecting, 'components-reconnect-state-changed', ({ detail }) => {
      if (detail.state !== 'hide') return;
      pass(tags);
      if (read()) {
        fields().filter((field) => field.type !== 'hidden').forEach((field) => waiting.add(field));
        flush();
      }
    });
  }

  // Blazor scrolls to the top when the address changes; who is writing stays where they are.
  function stay() {
    const y = scrollY;
    const stayed = new AbortController();
    addEventListener('scroll', () => {
      if (scrollY === 0 && y > 0) {
        scrollTo(0, y);
        stayed.abort();
      }
    }, { signal: stayed.signal });
    setTimeout(() => stayed.abort(), 2000);
  }

  fields().forEach(grow);
  return {
    kept: findKept,
    keep,
    discard: () => localStorage.removeItem(nameOf()),
    /** What was offered is this editor's now. */
    take() {
      write(offered.text);
      localStorage.removeItem(offered.name);
    },
    refuse: () => localStorage.removeItem(offered.name),
    /** The server has what has this sum, as this version of a post that may be new. */
    saved(newKey, newVersion, sum) {
      const kept = read();
      localStorage.removeItem(nameOf());
      if (newKey !== key) {
        stay();
        // In one step with what goes from the browser: a circuit that ends before it could lead there leaves no empty page.
        if (location.pathname === '/write') history.replaceState(history.state, '', `/write/${newKey.split(' ').pop()}`);
      }
      [key, version] = [newKey, newVersion];
      if (kept && sumOf(kept) !== sum) write(kept); // More was typed meanwhile.
    },
    close: () => {
      flush();
      detach.abort();
      release?.();
    },
  };
}
