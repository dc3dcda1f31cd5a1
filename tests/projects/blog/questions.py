"""A blog: Markdown and layouts as text modules, marked and mustache."""


def ask(test, server):
    home = test.answers(200, "GET", "/").text
    test.assertIn('<a href="/tides">Ebb &amp; flow</a> <time>2024-05-01</time> #sea #moon', home)
    test.assertLess(home.index("Waves"), home.index("Ebb"))
    post = test.answers(200, "GET", "/tides").text
    test.assertIn("<title>Ebb &amp; flow</title>", post)
    test.assertIn('<em>moon</em> does it. See <a href="/waves">waves</a>', post)
    test.assertIn('<td align="right">16 m</td>', post)
    test.assertIn("Math.sin(t) &lt; 0", post)
    test.assertIn('<input checked="" disabled="" type="checkbox">', test.answers(200, "GET", "/waves").text)
    test.assertEqual(test.answers(200, "GET", "/feed.xml").text.count("<entry>"), 2)
    test.answers(404, "GET", "/none")
