// Where a post has more comments than one page: a link that ends in #comment-ID tells the server nothing, so a comment on
// another page is asked for by the part of the address that does.
function find() {
  const [, id] = /^#comment-(\d+)$/.exec(location.hash) ?? [];
  const query = new URLSearchParams(location.search);
  if (id && !document.getElementById(`comment-${id}`) && query.get('comment') !== id) {
    query.set('comment', id);
    location.replace(`${location.pathname}?${query}${location.hash}`);
  }
}

addEventListener('hashchange', find);
find();
