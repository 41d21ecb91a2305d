import unittest
from packetpress.clearing import explain

class ExplainTest(unittest.TestCase):
    def test_hold(self):
        xml = "<ccc_error><error_code>CCC_203</error_code></ccc_error>"
        self.assertEqual(explain(xml), "account on hold")

    def test_login(self):
        self.assertIn("password", explain("CCC_200"))
