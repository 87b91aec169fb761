/* SPDX-License-Identifier: GPL-3.0-or-later
 * Copyright 2026 The Sandpiper Authors
 */

/* Inline Markdown (cmark's nodes) as Pango markup for a label. Whatever the text holds, the markup is well formed: every
 * foreign byte is escaped, tags nest, raw HTML is shown as text. Links are only made of safe targets; the target is always
 * shown as a tooltip, because the words of a link may say something else. Pure functions. */

#include "config.h"

#include "ui/sp-markdown-source.h"

#include <string.h>

/* Emphasis in emphasis in emphasis …: past this depth it stays plain. */
#define MAX_DEPTH 24

#define CODE_TAG "<span font_family=\"monospace\" size=\"92%\" background=\"#808080\" background_alpha=\"16%\">"

typedef struct
{
  GString *markup;
  guint    depth;
  guint    link_depth;      /* links and pictures open */
  gboolean link_is_open;    /* the outermost of them became a tag */
} Writer;

static void
append_escaped (GString    *markup,
                const char *text,
                gssize      length)
{
  g_autofree char *escaped = g_markup_escape_text (text, length);

  g_string_append (markup, escaped);
}

static void
open_link (Writer     *writer,
           const char *uri)
{
  g_autofree char *shown = g_markup_escape_text (uri, -1);
  g_autofree char *title = g_markup_escape_text (shown, -1);

  /* A tooltip is markup in an attribute: escaped twice. */
  g_string_append_printf (writer->markup, "<a href=\"%s\" title=\"%s\">", shown, title);
}

/* A bare address ends before white space, brackets and the punctuation of the sentence around it. */
static gsize
measure_address (const char *text)
{
  static const char *const prefixes[] = { "https://", "http://", "sandbox:/mnt/data/" };
  gsize length = 0;

  for (guint i = 0; i < G_N_ELEMENTS (prefixes) && length == 0; i++)
    if (g_str_has_prefix (text, prefixes[i]))
      length = strlen (prefixes[i]);
  if (length == 0 || !g_ascii_isalnum (text[length]))
    return 0;

  length += strcspn (text + length, " \t\n<>\"'`|[]{}\\^");
  while (strchr (".,;:!?)*_", text[length - 1]) != NULL)
    length--;
  return length;
}

static void
append_address (Writer     *writer,
                const char *text,
                gsize       length)
{
  g_autofree char *uri = g_strndup (text, length);

  if (!sp_markdown_link_is_safe (uri))
    {
      append_escaped (writer->markup, uri, -1);
      return;
    }
  open_link (writer, uri);
  append_escaped (writer->markup, uri, -1);
  g_string_append (writer->markup, "</a>");
}

/* Where "~~" that opens at @p closes, or NULL. */
static const char *
find_strike_end (const char *p)
{
  const char *end;

  if (p[0] != '~' || p[1] != '~' || p[2] == '\0' || g_ascii_isspace (p[2]) || p[2] == '~')
    return NULL;
  end = g_strstr_len (p + 2, (gssize) strnlen (p + 2, 2000), "~~");
  return end != NULL && !g_ascii_isspace (end[-1]) ? end : NULL;
}

static void
append_text (Writer     *writer,
             const char *text)
{
  const char *run = text;
  const char *strike_end = NULL;
  const char *p = text;

  while (*p != '\0')
    {
      gboolean at_word = p == text || !g_ascii_isalnum (p[-1]);
      gsize address = at_word && writer->link_depth == 0 && strike_end == NULL ? measure_address (p) : 0;
      const char *opened = *p == '~' && strike_end == NULL ? find_strike_end (p) : NULL;

      if (address == 0 && opened == NULL && (p != strike_end))
        {
          p++;
          continue;
        }
      append_escaped (writer->markup, run, p - run);
      if (address > 0)
        append_address (writer, p, address);
      else
        g_string_append (writer->markup, opened != NULL ? "<s>" : "</s>");
      strike_end = opened;
      p += address > 0 ? address : 2;
      run = p;
    }
  append_escaped (writer->markup, run, p - run);
}

static void
append_code (Writer     *writer,
             const char *text)
{
  g_string_append (writer->markup, CODE_TAG);
  append_escaped (writer->markup, text, -1);
  g_string_append (writer->markup, "</span>");
}

static void
append_html (Writer     *writer,
             const char *html)
{
  if (g_ascii_strncasecmp (html, "<br", 3) == 0 && strchr (">/ ", html[3]) != NULL)
    g_string_append_c (writer->markup, '\n');
  else
    append_escaped (writer->markup, html, -1);
}

static void
write_link (Writer     *writer,
            cmark_node *node,
            gboolean    entering)
{
  const char *uri = cmark_node_get_url (node);
  gboolean safe = sp_markdown_link_is_safe (uri);

  if (entering)
    {
      if (writer->link_depth++ > 0)
        return;
      writer->link_is_open = safe;
      if (safe)
        open_link (writer, uri);
      if (cmark_node_first_child (node) == NULL)
        append_escaped (writer->markup, uri, -1);
      return;
    }

  if (--writer->link_depth > 0)
    return;
  if (writer->link_is_open)
    g_string_append (writer->markup, "</a>");
  else if (uri != NULL && *uri != '\0' && cmark_node_first_child (node) != NULL)
    {
      g_string_append (writer->markup, " (");
      append_escaped (writer->markup, uri, (gssize) strnlen (uri, 2000));
      g_string_append_c (writer->markup, ')');
    }
}

static void
write_emphasis (Writer     *writer,
                const char *tag,
                gboolean    entering)
{
  if (!entering)
    writer->depth--;
  if (writer->depth < MAX_DEPTH)
    g_string_append_printf (writer->markup, entering ? "<%s>" : "</%s>", tag);
  if (entering)
    writer->depth++;
}

static void
write_node (Writer     *writer,
            cmark_node *node,
            gboolean    entering)
{
  switch ((int) cmark_node_get_type (node))
    {
    case CMARK_NODE_TEXT:
      append_text (writer, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_SOFTBREAK:
      g_string_append_c (writer->markup, ' ');
      break;
    case CMARK_NODE_LINEBREAK:
      g_string_append_c (writer->markup, '\n');
      break;
    case CMARK_NODE_CODE:
      append_code (writer, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_HTML_INLINE:
      append_html (writer, cmark_node_get_literal (node));
      break;
    case CMARK_NODE_EMPH:
      write_emphasis (writer, "i", entering);
      break;
    case CMARK_NODE_STRONG:
      write_emphasis (writer, "b", entering);
      break;
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
      write_link (writer, node, entering);
      break;
    default:
      break;
    }
}

/**
 * sp_markdown_inlines:
 * @parent: a paragraph or heading
 *
 * Writes the inlines of @parent.
 *
 * Returns: (transfer full): well-formed Pango markup
 */
char *
sp_markdown_inlines (cmark_node *parent)
{
  Writer writer = { g_string_new (NULL), 0, 0, FALSE };
  cmark_iter *iter;
  cmark_event_type event;

  g_return_val_if_fail (parent != NULL, NULL);

  iter = cmark_iter_new (parent);
  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    if (cmark_iter_get_node (iter) != parent)
      write_node (&writer, cmark_iter_get_node (iter), event == CMARK_EVENT_ENTER);
  cmark_iter_free (iter);

  return g_string_free (writer.markup, FALSE);
}

/**
 * sp_markdown_inlines_of_text:
 * @source: prepared Markdown, such as the text of a table's cell
 *
 * Writes @source as one run of inlines, whatever blocks it might hold.
 *
 * Returns: (transfer full): well-formed Pango markup
 */
char *
sp_markdown_inlines_of_text (const char *source)
{
  g_autofree char *guarded = NULL;
  cmark_node *document;
  char *markup;

  g_return_val_if_fail (source != NULL, NULL);

  /* A word joiner in front keeps "# a" or "- a" from becoming a block; it is taken away again. */
  guarded = g_strconcat ("\xe2\x81\xa0", source, NULL);
  document = cmark_parse_document (guarded, strlen (guarded), CMARK_OPT_DEFAULT);
  markup = sp_markdown_inlines (document);
  cmark_node_free (document);
  if (g_str_has_prefix (markup, "\xe2\x81\xa0"))
    memmove (markup, markup + 3, strlen (markup + 3) + 1);

  return markup;
}
