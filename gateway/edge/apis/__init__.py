"""Calls behind an API gateway, whose dialects (wso2, lgsp) share all of it but their words and proofs.

calls.py     from the account that a token stands for to the answer
urls.py      what a URL names
grants.py    access tokens
oauth.py     how clients ask for one
"""
