def test_hold():
    reply = parse('<ccc_error id="1"><error_code>CCC_203</error_code></ccc_error>')
    assert reply.codes == ['CCC_203']


def test_login():
    assert explain('CCC_200').title == 'Login refused'
