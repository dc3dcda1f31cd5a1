"""React renders on the server: streamed, with Suspense, from KV."""


def ask(test, server):
    test.answers(204, "PUT", "/sea", "The <tide> turned.")
    page = test.answers(200, "GET", "/sea")
    test.assertEqual(page.headers["transfer-encoding"], "chunked")
    test.assertTrue(page.text.startswith("<!DOCTYPE html><html lang=\"en\">"))
    test.assertIn("<title>Story of /sea</title>", page.text)
    # The shell comes first, with the fallback; what was waited for comes after it.
    shell, _, rest = page.text.partition("Looking for more…")
    test.assertNotIn("Story 1 &amp; more", shell)
    test.assertIn("<li>Story 1 &amp; more</li>", rest)
    test.assertIn("The &lt;tide&gt; turned.", page.text)
    test.assertRegex(page.text, r'<script [^>]*src="/client.js"')
    crawled = test.answers(200, "GET", "/land", user_agent="somebot/1.0")
    test.assertNotIn("Looking for", crawled.text)
    test.assertIn("Nothing is written here yet.", crawled.text)
    broken = test.answers(500, "GET", "/sea?broken")
    test.assertIn("a component broke", broken.text + server.output())
    server.wait_for_output("a component broke")
